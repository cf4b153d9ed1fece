HumanConnect.open({
  clientId: {{client_id}},
  clientUserId: encodeURIComponent({{client_user_id}}),
  publicToken: {{public_token}},
  language: {{language}},
  finish: function (err, sessionTokenObject) {
    // Send sessionTokenObject to your server, which adds the clientSecret and posts it to {{tokens_url}}
  },
  close: function () {},
  error: function (err) {}
});
