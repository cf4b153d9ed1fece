"""The Simulator: a complete Human API in a box, a function from request to response that the transport seams call."""
