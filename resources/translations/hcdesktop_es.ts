<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>AboutWindow</name>
    <message>
        <source>About {name}</source>
        <translation>Acerca de {name}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Human API&apos;s Human Connect on the desktop. Licence: MIT. Not affiliated with Human API.</source>
        <translation>Human Connect, de Human API, en el escritorio. Licencia: MIT. Sin relación con Human API.</translation>
    </message>
    <message>
        <source>Licences of what it stands on</source>
        <translation>Licencias de aquello en lo que se apoya</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>Paquetes</translation>
    </message>
    <message>
        <source>Qt&apos;s web engine contains Chromium; who has a part in it is told at {address}.</source>
        <translation>El motor web de Qt contiene Chromium; en {address} consta quién ha participado en él.</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>Texto de la licencia</translation>
    </message>
</context>
<context>
    <name>AddUserDialog</name>
    <message>
        <source>Add</source>
        <translation>Añadir</translation>
    </message>
    <message>
        <source>Add a person</source>
        <translation>Añadir una persona</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>User ID</source>
        <translation>ID de usuario</translation>
    </message>
    <message>
        <source>how your app knows this person, often an e-mail address</source>
        <translation>como su aplicación conoce a esta persona</translation>
    </message>
    <message>
        <source>optional, only shown here</source>
        <translation>opcional, solo se muestra aquí</translation>
    </message>
</context>
<context>
    <name>AddressLabel</name>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
</context>
<context>
    <name>CardContent</name>
    <message>
        <source>The popup is open.</source>
        <translation>La ventana emergente está abierta.</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Cronología</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
</context>
<context>
    <name>ClosingDialog</name>
    <message>
        <source>A connection is on the disk and still to be sent: that goes on at the next start.</source>
        <translation>Una conexión está en el disco y aún por enviar: eso continúa en el próximo inicio.</translation>
    </message>
    <message>
        <source>A finished connection is only in memory, not on the disk: it is lost.</source>
        <translation>Una conexión terminada está solo en memoria, no en el disco: se pierde.</translation>
    </message>
    <message>
        <source>A popup is open: it closes, and what is not finished in it has to be done again.</source>
        <translation>Hay una ventana emergente abierta: se cierra, y lo que no se haya terminado en ella hay que repetirlo.</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translation>Cerrar de todos modos</translation>
    </message>
    <message>
        <source>Close hcdesktop?</source>
        <translation>¿Cerrar hcdesktop?</translation>
    </message>
    <message>
        <source>Everything in the list is on the disk.</source>
        <translation>Todo lo de la lista está en el disco.</translation>
    </message>
    <message>
        <source>Keep open</source>
        <translation>Dejar abierto</translation>
    </message>
    <message>
        <source>Not safe yet</source>
        <translation>Aún no a salvo</translation>
    </message>
    <message>
        <source>Safe</source>
        <translation>A salvo</translation>
    </message>
    <message>
        <source>{n} connections are on the disk and still to be sent: that goes on at the next start.</source>
        <translation>{n} conexiones están en el disco y aún por enviar: eso continúa en el próximo inicio.</translation>
    </message>
    <message>
        <source>{n} finished connections are only in memory, not on the disk: they are lost.</source>
        <translation>{n} conexiones terminadas están solo en memoria, no en el disco: se pierden.</translation>
    </message>
    <message>
        <source>{n} popups are open: they close, and what is not finished in them has to be done again.</source>
        <translation>Hay {n} ventanas emergentes abiertas: se cierran, y lo que no se haya terminado en ellas hay que repetirlo.</translation>
    </message>
    <message>
        <source>{what}: it is broken off.</source>
        <translation>{what}: se interrumpe.</translation>
    </message>
</context>
<context>
    <name>ConnectWindow</name>
    <message>
        <source>{host} has not answered yet. You can wait, or close this window: nothing will be lost.</source>
        <translation>{host} aún no ha respondido. Puede esperar o cerrar esta ventana: no se perderá nada.</translation>
    </message>
    <message>
        <source>{host} sends far too much and is not listened to any more. Close this window.</source>
        <translation>{host} envía demasiado y ya no se le escucha. Cierre esta ventana.</translation>
    </message>
</context>
<context>
    <name>ConnectionTest</name>
    <message>
        <source>Asking {n} more…</source>
        <translation>Preguntando a {n} más…</translation>
    </message>
    <message>
        <source>Not tested: whether the popup opens. That the client secret is right only a connection shows.</source>
        <translation>Sin probar: si se abre la ventana emergente. Que el secreto de cliente es correcto solo lo muestra una conexión.</translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation>Probar conexión</translation>
    </message>
</context>
<context>
    <name>Controller</name>
    <message>
        <source>Close the open popup before you change the environment.</source>
        <translation>Cierre la ventana emergente antes de cambiar de entorno.</translation>
    </message>
    <message>
        <source>Connect {name}</source>
        <translation>Conectar a {name}</translation>
    </message>
    <message>
        <source>Something is not on the disk yet. Wait until it is saved.</source>
        <translation>Hay algo que aún no está en el disco. Espere a que se guarde.</translation>
    </message>
    <message>
        <source>{name} copied</source>
        <translation>{name}: copiado</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Close {name}</source>
        <translation>Cerrar {name}</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copiar los detalles</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Details of what went wrong</source>
        <translation>Detalles de lo que ha fallado</translation>
    </message>
    <message>
        <source>Everything that was finished is safe on this computer: nothing of it is lost.</source>
        <translation>Todo lo que se había terminado está a salvo en este equipo: no se ha perdido nada.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Go on. If the window does odd things from now on, close hcdesktop and start it again.</source>
        <translation>Continúe. Si a partir de ahora la ventana hace cosas raras, cierre hcdesktop y ábralo de nuevo.</translation>
    </message>
    <message>
        <source>It has happened {n} times.</source>
        <translation>Ha ocurrido {n} veces.</translation>
    </message>
    <message>
        <source>Something in hcdesktop went wrong.</source>
        <translation>Algo ha fallado en hcdesktop.</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>Algo ha fallado</translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message>
        <source>At Human API everything stays: the person, what is connected, and the data.</source>
        <translation>En Human API se conserva todo: la persona, lo que está conectado y los datos.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Eliminar</translation>
    </message>
    <message>
        <source>Delete at Human API too: this cannot be undone</source>
        <translation>Eliminar también en Human API: no se puede deshacer</translation>
    </message>
    <message>
        <source>Delete {name} from this list?</source>
        <translation>¿Eliminar a {name} de esta lista?</translation>
    </message>
    <message>
        <source>For that, the environment&apos;s settings need the app key.</source>
        <translation>Para ello, los ajustes del entorno necesitan la clave de la aplicación.</translation>
    </message>
    <message>
        <source>Human API forgets the person, what is connected, and the data.</source>
        <translation>Human API olvida a la persona, lo que está conectado y los datos.</translation>
    </message>
    <message>
        <source>Name, note, tags and tokens go from this computer; the audit trail keeps the user ID.</source>
        <translation>El nombre, la nota, las etiquetas y los tokens se eliminan de este equipo; el registro de auditoría conserva el ID de usuario.</translation>
    </message>
    <message>
        <source>Nothing brings them back.</source>
        <translation>No se pueden recuperar.</translation>
    </message>
    <message>
        <source>Until the app is closed, and for an hour at most, Undo brings them back.</source>
        <translation>Hasta que se cierre la aplicación, y durante una hora como máximo, «Deshacer» los recupera.</translation>
    </message>
    <message>
        <source>{n} people</source>
        <translation>{n} personas</translation>
    </message>
</context>
<context>
    <name>DeleteEnvironmentDialog</name>
    <message>
        <source>A copy of the file that you keep elsewhere cannot be opened any more.</source>
        <translation>Una copia del archivo que usted guarde en otro lugar ya no se podrá abrir.</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Eliminar para siempre</translation>
    </message>
    <message>
        <source>Delete {name}</source>
        <translation>Eliminar {name}</translation>
    </message>
    <message>
        <source>Its file goes with all that is in it: {people} people, their tokens and the whole history.</source>
        <translation>Su archivo desaparece con todo lo que contiene: {people} personas, sus tokens y todo el historial.</translation>
    </message>
    <message>
        <source>Nothing changes at Human API. This cannot be undone.</source>
        <translation>En Human API no cambia nada. Esto no se puede deshacer.</translation>
    </message>
    <message>
        <source>So do its {copies} backups, its secrets and its key in the keyring.</source>
        <translation>También sus {copies} copias de seguridad, sus secretos y su clave del llavero.</translation>
    </message>
</context>
<context>
    <name>DeskLock</name>
    <message>
        <source>A connection could not be written to the disk yet; keep the app open.</source>
        <translation>Aún no se ha podido escribir una conexión en el disco; mantenga abierta la aplicación.</translation>
    </message>
    <message>
        <source>{name} copied</source>
        <translation>{name}: copiado</translation>
    </message>
</context>
<context>
    <name>EditUserDialog</name>
    <message>
        <source>Details of {name}</source>
        <translation>Datos de {name}</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Etiquetas</translation>
    </message>
    <message>
        <source>User ID</source>
        <translation>ID de usuario</translation>
    </message>
    <message>
        <source>optional, only shown here</source>
        <translation>opcional, solo se muestra aquí</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>separadas por comas</translation>
    </message>
</context>
<context>
    <name>EnvironmentDialog</name>
    <message>
        <source>Addresses…</source>
        <translation>Direcciones…</translation>
    </message>
    <message>
        <source>Choose; it cannot be changed later</source>
        <translation>Elija; no se puede cambiar después</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Language of the popup</source>
        <translation>Idioma de la ventana emergente</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>New environment</source>
        <translation>Nuevo entorno</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Settings of {name}</source>
        <translation>Ajustes de {name}</translation>
    </message>
    <message>
        <source>This address cannot be used: it begins with https:// (http:// only on this computer).</source>
        <translation>Esta dirección no se puede usar: empieza por https:// (http:// solo en este equipo).</translation>
    </message>
    <message>
        <source>for example Test</source>
        <translation>por ejemplo, Pruebas</translation>
    </message>
    <message>
        <source>{kind}: nobody&apos;s real data</source>
        <translation>{kind}: sin datos reales de nadie</translation>
    </message>
    <message>
        <source>{kind}: real people</source>
        <translation>{kind}: personas reales</translation>
    </message>
</context>
<context>
    <name>EnvironmentMenu</name>
    <message>
        <source>&amp;Duplicate…</source>
        <translation>&amp;Duplicar…</translation>
    </message>
    <message>
        <source>De&amp;lete…</source>
        <translation>E&amp;liminar…</translation>
    </message>
    <message>
        <source>Delete &amp;all data…</source>
        <translation>Eliminar &amp;todos los datos…</translation>
    </message>
    <message>
        <source>E&amp;xport settings…</source>
        <translation>E&amp;xportar ajustes…</translation>
    </message>
    <message>
        <source>I&amp;mport settings…</source>
        <translation>I&amp;mportar ajustes…</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>Cambiar n&amp;ombre…</translation>
    </message>
</context>
<context>
    <name>EraseDialog</name>
    <message>
        <source>All that hcdesktop keeps on this computer goes, {files} files in {folder}:</source>
        <translation>Desaparece todo lo que hcdesktop guarda en este equipo, {files} archivos en {folder}:</translation>
    </message>
    <message>
        <source>Delete all data</source>
        <translation>Eliminar todos los datos</translation>
    </message>
    <message>
        <source>Delete everything</source>
        <translation>Eliminar todo</translation>
    </message>
    <message>
        <source>Nothing changes at Human API. This cannot be undone, and hcdesktop closes.</source>
        <translation>En Human API no cambia nada. Esto no se puede deshacer, y hcdesktop se cierra.</translation>
    </message>
    <message>
        <source>delete all</source>
        <translation>eliminar todo</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>{names} and {n} more</source>
        <translation>{names} y {n} más</translation>
    </message>
    <message>
        <source>• all backups, the settings and the log</source>
        <translation>• todas las copias de seguridad, los ajustes y el registro</translation>
    </message>
    <message>
        <source>• the Simulator, and your environments: {names}</source>
        <translation>• el Simulador y sus entornos: {names}</translation>
    </message>
    <message>
        <source>• their keys in the keyring: a copy of a file that you keep elsewhere cannot be opened any more</source>
        <translation>• sus claves del llavero: una copia de un archivo que guarde en otro sitio ya no se podrá abrir</translation>
    </message>
    <message>
        <source>• their people, tokens and secrets, the history, and connections that are not saved yet</source>
        <translation>• sus personas, tokens y secretos, el historial y las conexiones que aún no se han guardado</translation>
    </message>
</context>
<context>
    <name>Evidence</name>
    <message>
        <source>Choose a row to see its evidence.</source>
        <translation>Elija una fila para ver las pruebas.</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Pruebas</translation>
    </message>
    <message>
        <source>How to mend it</source>
        <translation>Cómo corregirlo</translation>
    </message>
    <message>
        <source>Section {number} of the facts of the Web Guide; rule {rule}</source>
        <translation>Sección {number} de los hechos de la Web Guide; regla {rule}</translation>
    </message>
    <message>
        <source>Show the timeline</source>
        <translation>Ver la cronología</translation>
    </message>
    <message>
        <source>What was looked at</source>
        <translation>Qué se miró</translation>
    </message>
    <message>
        <source>What was seen</source>
        <translation>Qué se vio</translation>
    </message>
    <message>
        <source>Where the rule is from</source>
        <translation>De dónde viene la regla</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>Everybody ({n})</source>
        <translation>Todos ({n})</translation>
    </message>
    <message>
        <source>Export people</source>
        <translation>Exportar personas</translation>
    </message>
    <message>
        <source>The {n} who are selected</source>
        <translation>Las {n} seleccionadas</translation>
    </message>
    <message>
        <source>The {n} whom the filter shows</source>
        <translation>Las {n} que muestra el filtro</translation>
    </message>
    <message>
        <source>Writing {file}</source>
        <translation>Escribiendo {file}</translation>
    </message>
</context>
<context>
    <name>FirstRunPage</name>
    <message>
        <source>A moment later their access is in the list, encrypted on this computer and ready for your app.</source>
        <translation>Un momento después su acceso está en la lista, cifrado en este equipo y listo para su aplicación.</translation>
    </message>
    <message>
        <source>Press Connect beside somebody&apos;s name, and they log in to their health portal in a window here.</source>
        <translation>Pulse «Conectar» junto al nombre de alguien, y esa persona entra en su portal de salud en una ventana aquí mismo.</translation>
    </message>
    <message>
        <source>Show me the list</source>
        <translation>Mostrar la lista</translation>
    </message>
    <message>
        <source>Welcome to hcdesktop</source>
        <translation>Le damos la bienvenida a hcdesktop</translation>
    </message>
    <message>
        <source>You begin in the Simulator: its people are made up and nothing leaves this computer, so try it.</source>
        <translation>Empieza en el Simulador: sus personas son inventadas y nada sale de este equipo, así que pruébelo.</translation>
    </message>
</context>
<context>
    <name>HelpMenu</name>
    <message>
        <source>&amp;About hcdesktop, licences…</source>
        <translation>&amp;Acerca de hcdesktop, licencias…</translation>
    </message>
    <message>
        <source>&amp;Guide</source>
        <translation>&amp;Guía</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Ayuda</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Teclas</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Contenido</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>Guía</translation>
    </message>
    <message>
        <source>Guide · {name}</source>
        <translation>Guía · {name}</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Also &amp;change who is already here: {n} (empty cells change nothing)</source>
        <translation>&amp;Cambiar también a quienes ya están aquí: {n} (las celdas vacías no cambian nada)</translation>
    </message>
    <message>
        <source>How far it is</source>
        <translation>Progreso</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>Importando…</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Leyendo…</translation>
    </message>
    <message>
        <source>Show only &amp;mistakes</source>
        <translation>&amp;Mostrar solo los errores</translation>
    </message>
    <message>
        <source>What the import would do, row by row</source>
        <translation>Lo que haría la importación, fila por fila</translation>
    </message>
</context>
<context>
    <name>ImportModel</name>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Línea</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Etiquetas</translation>
    </message>
    <message>
        <source>User ID</source>
        <translation>ID de usuario</translation>
    </message>
    <message>
        <source>What would happen</source>
        <translation>Qué ocurriría</translation>
    </message>
</context>
<context>
    <name>Inspection</name>
    <message>
        <source>{name} copied</source>
        <translation>{name}: copiado</translation>
    </message>
</context>
<context>
    <name>LabDesk</name>
    <message>
        <source>Scenario {n} of {total}: {what}</source>
        <translation>Escenario {n} de {total}: {what}</translation>
    </message>
</context>
<context>
    <name>LabWindow</name>
    <message>
        <source>CSS selector of the button, if it is not found</source>
        <translation>Selector CSS del botón, si no se encuentra</translation>
    </message>
    <message>
        <source>Choose the page to test</source>
        <translation>Elija la página que se prueba</translation>
    </message>
    <message>
        <source>Connect button</source>
        <translation>Botón de conectar</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Archivo…</translation>
    </message>
    <message>
        <source>Finalize endpoint</source>
        <translation>Dirección que finaliza</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Carpeta…</translation>
    </message>
    <message>
        <source>Lab · {name}</source>
        <translation>Laboratorio · {name}</translation>
    </message>
    <message>
        <source>Page under test</source>
        <translation>Página que se prueba</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Probar</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>Guardar informe…</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Guardar el informe</translation>
    </message>
    <message>
        <source>Scenarios that have been played</source>
        <translation>Escenarios ya probados</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
    <message>
        <source>The page, as it is played</source>
        <translation>La página, mientras se prueba</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Cronología</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Veredicto</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Qué se muestra</translation>
    </message>
    <message>
        <source>Your server finds the simulated Human API at {address}</source>
        <translation>Su servidor encuentra la Human API simulada en {address}</translation>
    </message>
    <message>
        <source>Your finalize endpoint on this computer, if it is another one</source>
        <translation>Su dirección que finaliza, en este equipo, si es otra</translation>
    </message>
    <message>
        <source>Your page: a file, a folder, or an address on this computer</source>
        <translation>Su página: un archivo, una carpeta o una dirección de este equipo</translation>
    </message>
</context>
<context>
    <name>LaunchFiles</name>
    <message>
        <source>&amp;Open scenario file…</source>
        <translation>&amp;Abrir archivo de escenario…</translation>
    </message>
    <message>
        <source>Close its popup first.</source>
        <translation>Cierre antes su ventana emergente.</translation>
    </message>
    <message>
        <source>Export as HAR</source>
        <translation>Exportar como HAR</translation>
    </message>
    <message>
        <source>Export last launch as &amp;HAR…</source>
        <translation>Exportar la última apertura como &amp;HAR…</translation>
    </message>
    <message>
        <source>Export launch as &amp;HAR…</source>
        <translation>Exportar la apertura como &amp;HAR…</translation>
    </message>
    <message>
        <source>Nothing goes wrong in it: what it tells of is done in the popup.</source>
        <translation>Nada falla en él: lo que cuenta se hace en la ventana emergente.</translation>
    </message>
    <message>
        <source>Open scenario file</source>
        <translation>Abrir archivo de escenario</translation>
    </message>
    <message>
        <source>Save as scenario</source>
        <translation>Guardar como escenario</translation>
    </message>
    <message>
        <source>Save last launch as &amp;scenario…</source>
        <translation>Guardar la última apertura como e&amp;scenario…</translation>
    </message>
    <message>
        <source>Save launch as &amp;scenario…</source>
        <translation>Guardar la apertura como e&amp;scenario…</translation>
    </message>
    <message>
        <source>The details say where the mistakes are.</source>
        <translation>Los detalles dicen dónde están los errores.</translation>
    </message>
    <message>
        <source>The launch was written to {file}; no names and no tokens.</source>
        <translation>La apertura se ha escrito en {file}; sin nombres ni tokens.</translation>
    </message>
    <message>
        <source>The next launch plays {file}.</source>
        <translation>La próxima apertura reproduce {file}.</translation>
    </message>
    <message>
        <source>This launch has not ended yet.</source>
        <translation>Esta apertura aún no ha terminado.</translation>
    </message>
    <message>
        <source>{file} is no scenario.</source>
        <translation>{file} no es un escenario.</translation>
    </message>
</context>
<context>
    <name>LiveTimeline</name>
    <message>
        <source>Details of the chosen line</source>
        <translation>Detalles de la línea elegida</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Cronología</translation>
    </message>
    <message>
        <source>What happens on the page is told here, line by line.</source>
        <translation>Aquí se cuenta lo que pasa en la página, línea por línea.</translation>
    </message>
</context>
<context>
    <name>LockMenu</name>
    <message>
        <source>&amp;Lock now</source>
        <translation>&amp;Bloquear ahora</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 minuto</translation>
    </message>
    <message>
        <source>Lock &amp;after</source>
        <translation>Bloquear &amp;tras</translation>
    </message>
    <message>
        <source>{n} minutes</source>
        <translation>{n} minutos</translation>
    </message>
</context>
<context>
    <name>LockPage</name>
    <message>
        <source>The desk is locked: nobody in the list can be seen until you unlock it.</source>
        <translation>El puesto está bloqueado: nadie puede ver la lista hasta que usted lo desbloquee.</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Desbloquear</translation>
    </message>
    <message>
        <source>Unlocking…</source>
        <translation>Desbloqueando…</translation>
    </message>
</context>
<context>
    <name>LogDesk</name>
    <message>
        <source>Exporting the log</source>
        <translation>Exportando el registro</translation>
    </message>
    <message>
        <source>The export was cancelled; nothing was written.</source>
        <translation>Se ha cancelado la exportación; no se ha escrito nada.</translation>
    </message>
    <message>
        <source>{n} events were written to {file}; no names and no tokens.</source>
        <translation>Se han escrito {n} eventos en {file}; sin nombres ni tokens.</translation>
    </message>
</context>
<context>
    <name>LogModel</name>
    <message>
        <source>Person</source>
        <translation>Persona</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ha ocurrido</translation>
    </message>
</context>
<context>
    <name>LogWindow</name>
    <message>
        <source>Choose an event to see its details.</source>
        <translation>Elija un evento para ver sus detalles.</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Export the log</source>
        <translation>Exportar el registro</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Filter by person, words or anything in the details</source>
        <translation>Filtrar por persona, palabras o cualquier detalle</translation>
    </message>
    <message>
        <source>Filter the log</source>
        <translation>Filtrar el registro</translation>
    </message>
    <message>
        <source>Kind of event</source>
        <translation>Tipo de evento</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Log · {name}</source>
        <translation>Registro · {name}</translation>
    </message>
    <message>
        <source>Nothing has happened yet.</source>
        <translation>Aún no ha ocurrido nada.</translation>
    </message>
    <message>
        <source>Nothing here matches.</source>
        <translation>Nada coincide.</translation>
    </message>
    <message>
        <source>Only {name}</source>
        <translation>Solo {name}</translation>
    </message>
    <message>
        <source>Whose events</source>
        <translation>De quién</translation>
    </message>
    <message>
        <source>{shown} found, still searching…</source>
        <translation>{shown} encontrados, buscando…</translation>
    </message>
    <message>
        <source>{shown} of {total} events</source>
        <translation>{shown} de {total} eventos</translation>
    </message>
    <message>
        <source>{total} events</source>
        <translation>{total} eventos</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;Add person…</source>
        <translation>&amp;Añadir persona…</translation>
    </message>
    <message>
        <source>&amp;Check the audit trail…</source>
        <translation>&amp;Comprobar el registro de auditoría…</translation>
    </message>
    <message>
        <source>&amp;Environment</source>
        <translation>&amp;Entorno</translation>
    </message>
    <message>
        <source>&amp;Export CSV…</source>
        <translation>&amp;Exportar CSV…</translation>
    </message>
    <message>
        <source>&amp;Filter the list</source>
        <translation>&amp;Filtrar la lista</translation>
    </message>
    <message>
        <source>&amp;Import CSV…</source>
        <translation>&amp;Importar CSV…</translation>
    </message>
    <message>
        <source>&amp;Log…</source>
        <translation>&amp;Registro…</translation>
    </message>
    <message>
        <source>&amp;New environment…</source>
        <translation>&amp;Nuevo entorno…</translation>
    </message>
    <message>
        <source>&amp;People</source>
        <translation>&amp;Personas</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Salir</translation>
    </message>
    <message>
        <source>&amp;Restore…</source>
        <translation>&amp;Restaurar…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Ajustes…</translation>
    </message>
    <message>
        <source>&amp;Simulator</source>
        <translation>&amp;Simulador</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Deshacer</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ver</translation>
    </message>
    <message>
        <source>Add person</source>
        <translation>Añadir persona</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Entorno</translation>
    </message>
    <message>
        <source>Everything is saved</source>
        <translation>Todo está guardado</translation>
    </message>
    <message>
        <source>La&amp;b…</source>
        <translation>La&amp;boratorio…</translation>
    </message>
    <message>
        <source>Locked · {name}</source>
        <translation>Bloqueado · {name}</translation>
    </message>
    <message>
        <source>Next launch: goes wrong</source>
        <translation>Próxima apertura: fallará</translation>
    </message>
    <message>
        <source>Next launch: works</source>
        <translation>Próxima apertura: funciona</translation>
    </message>
    <message>
        <source>Recovery &amp;passphrase…</source>
        <translation>Frase de &amp;recuperación…</translation>
    </message>
    <message>
        <source>S&amp;ync from Human API…</source>
        <translation>&amp;Sincronizar desde Human API…</translation>
    </message>
    <message>
        <source>What happens at the next launch</source>
        <translation>Qué ocurrirá en la próxima apertura</translation>
    </message>
    <message>
        <source>{n} not saved yet</source>
        <translation>{n} sin guardar</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Copy details</source>
        <translation>Copiar los detalles</translation>
    </message>
    <message>
        <source>Copy the message for somebody else, without names</source>
        <translation>Copiar el mensaje para otra persona, sin nombres</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Descartar</translation>
    </message>
</context>
<context>
    <name>Newcomers</name>
    <message>
        <source>Import people</source>
        <translation>Importar personas</translation>
    </message>
    <message>
        <source>Sync from Human API</source>
        <translation>Sincronizar desde Human API</translation>
    </message>
    <message>
        <source>The users whom Human API knows</source>
        <translation>Los usuarios que conoce Human API</translation>
    </message>
</context>
<context>
    <name>OriginBar</name>
    <message>
        <source>Address of the page below</source>
        <translation>Dirección de la página de abajo</translation>
    </message>
    <message>
        <source>Not secure</source>
        <translation>No es seguro</translation>
    </message>
    <message>
        <source>On this computer, not encrypted</source>
        <translation>En este equipo, sin cifrar</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Abriendo…</translation>
    </message>
    <message>
        <source>Secure connection</source>
        <translation>Conexión segura</translation>
    </message>
    <message>
        <source>Simulated on this computer</source>
        <translation>Simulado en este equipo</translation>
    </message>
</context>
<context>
    <name>PassphraseDialog</name>
    <message>
        <source>A recovery passphrase opens the users of this environment when their key is gone from the keyring. It replaces the one before, if there was one. Keep it in a safe place, not on this computer.</source>
        <translation>Una frase de recuperación abre los usuarios de este entorno cuando su clave ya no está en el llavero. Reemplaza a la anterior, si la había. Guárdela en un lugar seguro, no en este equipo.</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>Aceptar</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Otra vez</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Frase de contraseña</translation>
    </message>
    <message>
        <source>The key of this environment is gone. The recovery passphrase brings it back.</source>
        <translation>La clave de este entorno ya no está. La frase de recuperación la restablece.</translation>
    </message>
    <message>
        <source>The passphrase is not right.</source>
        <translation>La frase de contraseña no es correcta.</translation>
    </message>
    <message>
        <source>The users of this environment are protected by a passphrase.</source>
        <translation>Los usuarios de este entorno están protegidos con una frase de contraseña.</translation>
    </message>
    <message>
        <source>This computer has no keyring, so the users of this environment are protected by a passphrase. It is asked for at every start and cannot be had back when it is forgotten.</source>
        <translation>Este equipo no tiene llavero, por lo que los usuarios de este entorno se protegen con una frase de contraseña. Se pide en cada inicio y no se puede recuperar si se olvida.</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>1 person</source>
        <translation>1 persona</translation>
    </message>
    <message>
        <source>Cancelled: {n} stayed as they were.</source>
        <translation>Cancelado: {n} quedaron como estaban.</translation>
    </message>
    <message>
        <source>Deleting at Human API</source>
        <translation>Eliminación en Human API</translation>
    </message>
    <message>
        <source>The details of {name} are as they were.</source>
        <translation>Los datos de {name} vuelven a estar como antes.</translation>
    </message>
    <message>
        <source>The details of {name} were changed.</source>
        <translation>Se han cambiado los datos de {name}.</translation>
    </message>
    <message>
        <source>{name} was added.</source>
        <translation>Se ha añadido a {name}.</translation>
    </message>
    <message>
        <source>{name}: back in the list.</source>
        <translation>{name}: de nuevo en la lista.</translation>
    </message>
    <message>
        <source>{name}: deleted from this list.</source>
        <translation>{name}: eliminado de esta lista.</translation>
    </message>
    <message>
        <source>{name}: deleted here and at Human API.</source>
        <translation>{name}: eliminado aquí y en Human API.</translation>
    </message>
    <message>
        <source>{n} people</source>
        <translation>{n} personas</translation>
    </message>
    <message>
        <source>{n} stayed: their connections are being saved.</source>
        <translation>{n} permanecen: sus conexiones se están guardando.</translation>
    </message>
    <message>
        <source>{what} Then it stopped: {why}</source>
        <translation>{what} Después se detuvo: {why}</translation>
    </message>
</context>
<context>
    <name>ProductionDialog</name>
    <message>
        <source>Open the popup</source>
        <translation>Abrir la ventana</translation>
    </message>
    <message>
        <source>Real people</source>
        <translation>Personas reales</translation>
    </message>
    <message>
        <source>“{name}” is a production environment: whoever connects here hands over real health data to the app {client_id}. You are asked once, and again when its addresses change.</source>
        <translation>«{name}» es un entorno de producción: quien se conecte aquí entrega datos de salud reales a la aplicación {client_id}. Se pregunta una vez, y de nuevo cuando cambien sus direcciones.</translation>
    </message>
</context>
<context>
    <name>ProviderWindow</name>
    <message>
        <source>Log in to your provider</source>
        <translation>Inicie sesión en su proveedor</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message>
        <source>Next: {name} ({place}), in {n} s.</source>
        <translation>Siguiente: {name} ({place}), en {n} s.</translation>
    </message>
    <message>
        <source>Next: {name} ({place}).</source>
        <translation>Siguiente: {name} ({place}).</translation>
    </message>
    <message>
        <source>Now: {name} ({place}), the last.</source>
        <translation>Ahora: {name} ({place}), la última persona.</translation>
    </message>
    <message>
        <source>Now: {name} ({place}). Next: {after}.</source>
        <translation>Ahora: {name} ({place}). Siguiente: {after}.</translation>
    </message>
    <message>
        <source>{number} of {total}</source>
        <translation>{number} de {total}</translation>
    </message>
</context>
<context>
    <name>QueueBar</name>
    <message>
        <source>Open now</source>
        <translation>Abrir ahora</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Omitir</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Detener</translation>
    </message>
</context>
<context>
    <name>RawDetail</name>
    <message>
        <source>Copy JSON</source>
        <translation>Copiar JSON</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Copiar los detalles</translation>
    </message>
    <message>
        <source>Copy the details as they are shown</source>
        <translation>Copiar los detalles tal como se muestran</translation>
    </message>
    <message>
        <source>Copy the event for somebody else, without names</source>
        <translation>Copiar el evento para otra persona, sin nombres</translation>
    </message>
    <message>
        <source>Details of the chosen event</source>
        <translation>Detalles del evento elegido</translation>
    </message>
</context>
<context>
    <name>RenameDialog</name>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Cambiar nombre</translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation>Cambiar el nombre de {name}</translation>
    </message>
</context>
<context>
    <name>RestoreDialog</name>
    <message>
        <source>Copies</source>
        <translation>Copias</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Restaurar</translation>
    </message>
    <message>
        <source>Restore {name}</source>
        <translation>Restaurar {name}</translation>
    </message>
    <message>
        <source>The copy takes the place of the file with the users. That file is kept among the copies, and what is unfinished or newer in it is carried over, as far as it can be read.</source>
        <translation>La copia ocupa el lugar del archivo de usuarios. Ese archivo se conserva entre las copias, y lo que en él esté sin terminar o sea más reciente se traslada, en la medida en que se pueda leer.</translation>
    </message>
</context>
<context>
    <name>RowActions</name>
    <message>
        <source>&amp;Details…</source>
        <translation>&amp;Datos…</translation>
    </message>
    <message>
        <source>&amp;Mark with a star</source>
        <translation>&amp;Marcar con una estrella</translation>
    </message>
    <message>
        <source>&amp;Next person: connect {n} one after another</source>
        <translation>&amp;Siguiente persona: conectar {n} una tras otra</translation>
    </message>
    <message>
        <source>&amp;Selected</source>
        <translation>&amp;Selección</translation>
    </message>
    <message>
        <source>&amp;Take the star away</source>
        <translation>&amp;Quitar la estrella</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
    <message>
        <source>Copy as HumanConnect.&amp;open(…)</source>
        <translation>Copiar como HumanConnect.&amp;open(…)</translation>
    </message>
    <message>
        <source>Copy as c&amp;URL</source>
        <translation>Copiar como c&amp;URL</translation>
    </message>
    <message>
        <source>Copy user &amp;ID</source>
        <translation>Copiar el &amp;ID de usuario</translation>
    </message>
    <message>
        <source>De&amp;lete {n}…</source>
        <translation>&amp;Eliminar {n}…</translation>
    </message>
    <message>
        <source>De&amp;lete…</source>
        <translation>&amp;Eliminar…</translation>
    </message>
    <message>
        <source>E&amp;xport as CSV…</source>
        <translation>E&amp;xportar como CSV…</translation>
    </message>
    <message>
        <source>E&amp;xport {n} as CSV…</source>
        <translation>E&amp;xportar {n} como CSV…</translation>
    </message>
</context>
<context>
    <name>Rows</name>
    <message>
        <source>User ID</source>
        <translation>ID de usuario</translation>
    </message>
</context>
<context>
    <name>ScenarioGrid</name>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>How it ends</source>
        <translation>Cómo acaba</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>Nothing goes wrong</source>
        <translation>Nada falla</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Scenarios</source>
        <translation>Escenarios</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Qué pasa</translation>
    </message>
    <message>
        <source>{n} of {total} scenarios ticked</source>
        <translation>{n} de {total} escenarios marcados</translation>
    </message>
</context>
<context>
    <name>ScenarioMenu</name>
    <message>
        <source>Breaks down</source>
        <translation>Se interrumpe</translation>
    </message>
    <message>
        <source>Closed without connecting</source>
        <translation>Se cierra sin conectar</translation>
    </message>
    <message>
        <source>Does not open</source>
        <translation>No se abre</translation>
    </message>
    <message>
        <source>Ends well</source>
        <translation>Termina bien</translation>
    </message>
    <message>
        <source>Ends well, later</source>
        <translation>Termina bien, más tarde</translation>
    </message>
    <message>
        <source>Ends with an error</source>
        <translation>Termina con un error</translation>
    </message>
    <message>
        <source>Needs one Edit afterwards</source>
        <translation>Después hace falta editar una vez</translation>
    </message>
    <message>
        <source>Never ends by itself</source>
        <translation>No termina por sí solo</translation>
    </message>
    <message>
        <source>Not saved by itself</source>
        <translation>No se guarda por sí solo</translation>
    </message>
    <message>
        <source>Reading the sources</source>
        <translation>Lectura de las fuentes</translation>
    </message>
    <message>
        <source>Recovering a lost token</source>
        <translation>Recuperación de un token perdido</translation>
    </message>
    <message>
        <source>Saving the tokens</source>
        <translation>Guardado de los tokens</translation>
    </message>
    <message>
        <source>The callbacks</source>
        <translation>Las llamadas de retorno</translation>
    </message>
    <message>
        <source>The popup</source>
        <translation>La ventana emergente</translation>
    </message>
    <message>
        <source>The provider&apos;s log-in</source>
        <translation>El inicio de sesión del proveedor</translation>
    </message>
    <message>
        <source>The script</source>
        <translation>El script</translation>
    </message>
</context>
<context>
    <name>SecretField</name>
    <message>
        <source>Goes when you save</source>
        <translation>Se quita al guardar</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Conservar</translation>
    </message>
    <message>
        <source>Keep {name} as it is</source>
        <translation>Conservar {name} como está</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Quitar</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>Quitar {name}</translation>
    </message>
    <message>
        <source>Replace {name}</source>
        <translation>Sustituir {name}</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>Sustituir…</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Definido</translation>
    </message>
    <message>
        <source>not set yet</source>
        <translation>aún sin definir</translation>
    </message>
    <message>
        <source>optional</source>
        <translation>opcional</translation>
    </message>
    <message>
        <source>the new one</source>
        <translation>el nuevo</translation>
    </message>
</context>
<context>
    <name>SourcesBox</name>
    <message>
        <source>As of {when}</source>
        <translation>Datos de {when}</translation>
    </message>
    <message>
        <source>Asking Human API…</source>
        <translation>Preguntando a Human API…</translation>
    </message>
    <message>
        <source>Human API cannot be asked: there is no access token.</source>
        <translation>No se puede preguntar a Human API: no hay token de acceso.</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Ninguna todavía</translation>
    </message>
    <message>
        <source>Not up to date: {why}</source>
        <translation>No está al día: {why}</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Actualizar</translation>
    </message>
    <message>
        <source>Refresh the sources</source>
        <translation>Actualizar las fuentes</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
</context>
<context>
    <name>StateBox</name>
    <message>
        <source>Show popup</source>
        <translation>Mostrar ventana</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Nothing has happened yet.</source>
        <translation>Aún no ha ocurrido nada.</translation>
    </message>
    <message>
        <source>Show earlier</source>
        <translation>Mostrar anteriores</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Cronología</translation>
    </message>
</context>
<context>
    <name>TokenBox</name>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Copy {name}</source>
        <translation>Copiar {name}</translation>
    </message>
    <message>
        <source>History of the tokens</source>
        <translation>Historial de los tokens</translation>
    </message>
    <message>
        <source>They have not been replaced since this list was begun.</source>
        <translation>No se han sustituido desde que se empezó esta lista.</translation>
    </message>
</context>
<context>
    <name>TypedNameDialog</name>
    <message>
        <source>Type “{name}”</source>
        <translation>Escriba «{name}»</translation>
    </message>
</context>
<context>
    <name>UserCard</name>
    <message>
        <source>Choose somebody in the list to see more.</source>
        <translation>Elija a alguien de la lista para ver más.</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Persona</translation>
    </message>
</context>
<context>
    <name>UserList</name>
    <message>
        <source>1 person</source>
        <translation>1 persona</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Conectado</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtro</translation>
    </message>
    <message>
        <source>Filter by name, ID, e-mail, tag or note</source>
        <translation>Filtrar por nombre, ID, correo, etiqueta o nota</translation>
    </message>
    <message>
        <source>Marked</source>
        <translation>Con estrella</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Requiere atención</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nuevo</translation>
    </message>
    <message>
        <source>Nobody here is in this state.</source>
        <translation>Aquí no hay nadie en este estado.</translation>
    </message>
    <message>
        <source>Nobody here matches “{text}”.</source>
        <translation>Aquí nadie coincide con «{text}».</translation>
    </message>
    <message>
        <source>Nobody is in this list yet.

Press “Add person”, or import a CSV file.</source>
        <translation>Todavía no hay nadie en esta lista.

Pulse «Añadir persona» o importe un archivo CSV.</translation>
    </message>
    <message>
        <source>Reading the list…</source>
        <translation>Leyendo la lista…</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Guardando</translation>
    </message>
    <message>
        <source>Show everybody</source>
        <translation>Mostrar a todos</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>{n} people</source>
        <translation>{n} personas</translation>
    </message>
    <message>
        <source>{shown} of {total} people</source>
        <translation>{shown} de {total} personas</translation>
    </message>
</context>
<context>
    <name>UserModel</name>
    <message>
        <source>Action</source>
        <translation>Acción</translation>
    </message>
    <message>
        <source>Last change</source>
        <translation>Último cambio</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>Fuentes</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>User ID</source>
        <translation>ID de usuario</translation>
    </message>
    <message>
        <source>{name}, marked</source>
        <translation>{name}, con estrella</translation>
    </message>
</context>
<context>
    <name>UserTable</name>
    <message>
        <source>Users</source>
        <translation>Usuarios</translation>
    </message>
</context>
<context>
    <name>VerdictModel</name>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regla</translation>
    </message>
    <message>
        <source>Scenario</source>
        <translation>Escenario</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravedad</translation>
    </message>
</context>
<context>
    <name>VerdictView</name>
    <message>
        <source>Every outcome</source>
        <translation>Cualquier resultado</translation>
    </message>
    <message>
        <source>Filter by rule, scenario or evidence</source>
        <translation>Filtrar por regla, escenario o pruebas</translation>
    </message>
    <message>
        <source>Filter the verdict</source>
        <translation>Filtrar el veredicto</translation>
    </message>
    <message>
        <source>Nothing has been played yet.</source>
        <translation>Todavía no se ha probado nada.</translation>
    </message>
    <message>
        <source>Nothing here matches.</source>
        <translation>Nada coincide.</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Veredicto</translation>
    </message>
</context>
<context>
    <name>WayOut</name>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Cerrar esta ventana</translation>
    </message>
    <message>
        <source>{key}: out of the page and back</source>
        <translation>{key}: salir de la página y volver</translation>
    </message>
</context>
<context>
    <name>WhomDialog</name>
    <message>
        <source>Choose a file…</source>
        <translation>Elegir un archivo…</translation>
    </message>
    <message>
        <source>Export people</source>
        <translation>Exportar personas</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Cancel: {what}</source>
        <translation>Cancelar: {what}</translation>
    </message>
    <message>
        <source>{what}: ending…</source>
        <translation>{what}: terminando…</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <translation>{what}: {done} de {total}</translation>
    </message>
    <message>
        <source>{what}…</source>
        <translation>{what}…</translation>
    </message>
</context>
<context>
    <name>band</name>
    <message>
        <source>Fictional data</source>
        <translation>Datos ficticios</translation>
    </message>
    <message>
        <source>Production</source>
        <translation>Producción</translation>
    </message>
    <message>
        <source>Real people</source>
        <translation>Personas reales</translation>
    </message>
    <message>
        <source>Simulator</source>
        <translation>Simulador</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Prueba</translation>
    </message>
    <message>
        <source>Test data</source>
        <translation>Datos de prueba</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>1 person</source>
        <translation>1 persona</translation>
    </message>
    <message>
        <source>1 person is out of the list again.</source>
        <translation>1 persona ha salido de la lista.</translation>
    </message>
    <message>
        <source>1 person was added.</source>
        <translation>Se ha añadido 1 persona.</translation>
    </message>
    <message>
        <source>1 person was written to {file}; no tokens.</source>
        <translation>Se ha escrito 1 persona en {file}; sin tokens.</translation>
    </message>
    <message>
        <source>1 row</source>
        <translation>1 fila</translation>
    </message>
    <message>
        <source>A connection is kept here, but not saved. {cause}</source>
        <translation>Hay una conexión conservada aquí, pero sin guardar. {cause}</translation>
    </message>
    <message>
        <source>A copy was restored: entry {n}.</source>
        <translation>Se restauró una copia: entrada {n}.</translation>
    </message>
    <message>
        <source>A file, a folder with index.html or an http:// address on this computer is wanted.</source>
        <translation>Hace falta un archivo, una carpeta con index.html o una dirección http:// de este equipo.</translation>
    </message>
    <message>
        <source>A message that did not come from the popup was dropped ({reason})</source>
        <translation>Se descartó un mensaje que no venía de la ventana emergente ({reason})</translation>
    </message>
    <message>
        <source>A message was refused: {error}</source>
        <translation>Se rechazó un mensaje: {error}</translation>
    </message>
    <message>
        <source>A newer connection of {name} is saved; the older one is not needed any more.</source>
        <translation>Se ha guardado una conexión más reciente de {name}; la anterior ya no hace falta.</translation>
    </message>
    <message>
        <source>A provider&apos;s log-in window opened ({from})</source>
        <translation>Se abrió la ventana de inicio de sesión de un proveedor ({from})</translation>
    </message>
    <message>
        <source>Added to the list</source>
        <translation>Añadido a la lista</translation>
    </message>
    <message>
        <source>Already here</source>
        <translation>Ya está aquí</translation>
    </message>
    <message>
        <source>An address in this environment&apos;s settings cannot be used.</source>
        <translation>Una dirección de los ajustes de este entorno no se puede usar.</translation>
    </message>
    <message>
        <source>An older answer came late and was put aside</source>
        <translation>Una respuesta anterior llegó tarde y se apartó</translation>
    </message>
    <message>
        <source>An older connection is not needed any more: a newer one is saved</source>
        <translation>Una conexión anterior ya no hace falta: se ha guardado una más reciente</translation>
    </message>
    <message>
        <source>And {n} more.</source>
        <translation>Y {n} más.</translation>
    </message>
    <message>
        <source>Another program is using the file with the users.</source>
        <translation>Otro programa está usando el archivo de usuarios.</translation>
    </message>
    <message>
        <source>Ask your developer which of the two is right; nothing is changed until then.</source>
        <translation>Pregunte a su desarrollador cuál de los dos es el correcto; hasta entonces no se cambia nada.</translation>
    </message>
    <message>
        <source>Ask your developer which user ID is right; nothing is changed until then.</source>
        <translation>Pregunte a su desarrollador qué ID de usuario es el correcto; hasta entonces no se cambia nada.</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>Mala</translation>
    </message>
    <message>
        <source>Bad: people get stuck.</source>
        <translation>Mala: las personas se quedan atascadas.</translation>
    </message>
    <message>
        <source>Blocked: {address}</source>
        <translation>Bloqueado: {address}</translation>
    </message>
    <message>
        <source>Box of the page</source>
        <translation>Cuadro de la página</translation>
    </message>
    <message>
        <source>Brought back into the list</source>
        <translation>Devuelto a la lista</translation>
    </message>
    <message>
        <source>Callback close</source>
        <translation>Callback close</translation>
    </message>
    <message>
        <source>Callback finish</source>
        <translation>Callback finish</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was changed.</source>
        <translation>Cancelado. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Changed: {n}.</source>
        <translation>Cambiadas: {n}.</translation>
    </message>
    <message>
        <source>Check that it runs; if this environment is new, start hcdesktop again. Nothing was changed.</source>
        <translation>Compruebe que está en marcha; si este entorno es nuevo, reinicie hcdesktop. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Check the client ID in the settings.</source>
        <translation>Compruebe el ID de cliente en los ajustes.</translation>
    </message>
    <message>
        <source>Check the file and try again.</source>
        <translation>Compruebe el archivo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Check the network and the computer&apos;s clock; then try again.</source>
        <translation>Compruebe la red y el reloj del equipo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Check the network; then try again.</source>
        <translation>Compruebe la red e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Check the network; then try again. Nothing was changed.</source>
        <translation>Compruebe la red e inténtelo de nuevo. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>Check the permissions of the folder.</source>
        <translation>Compruebe los permisos de la carpeta.</translation>
    </message>
    <message>
        <source>Check the user ID and the environment.</source>
        <translation>Compruebe el ID de usuario y el entorno.</translation>
    </message>
    <message>
        <source>Choose a passphrase instead.</source>
        <translation>Elija en su lugar una frase de contraseña.</translation>
    </message>
    <message>
        <source>Choose a row to see how to mend it.</source>
        <translation>Elija una fila para ver cómo corregirlo.</translation>
    </message>
    <message>
        <source>Choose another copy.</source>
        <translation>Elija otra copia.</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>Elija otro archivo.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Elija otro nombre.</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation>Elija otro.</translation>
    </message>
    <message>
        <source>Choose another place for it.</source>
        <translation>Elija otro lugar para él.</translation>
    </message>
    <message>
        <source>Choose another row.</source>
        <translation>Elija otra fila.</translation>
    </message>
    <message>
        <source>Choose one from the list.</source>
        <translation>Elija uno de la lista.</translation>
    </message>
    <message>
        <source>Choose one of your own environments.</source>
        <translation>Elija uno de sus propios entornos.</translation>
    </message>
    <message>
        <source>Choose one; it stays so.</source>
        <translation>Elija uno; queda así.</translation>
    </message>
    <message>
        <source>Choose the row that is there.</source>
        <translation>Elija la fila que ya existe.</translation>
    </message>
    <message>
        <source>Close it; then try again.</source>
        <translation>Ciérrelo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Close the open popup first.</source>
        <translation>Cierre antes la ventana emergente abierta.</translation>
    </message>
    <message>
        <source>Close the popup and connect again.</source>
        <translation>Cierre la ventana emergente y conecte de nuevo.</translation>
    </message>
    <message>
        <source>Closed without connecting anything. Nothing was changed for {name}.</source>
        <translation>Se cerró sin conectar nada. No se ha cambiado nada de {name}.</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Conectar</translation>
    </message>
    <message>
        <source>Connect this person again; if it happens again, tell your developer.</source>
        <translation>Conecte de nuevo a esta persona; si vuelve a ocurrir, avise a su desarrollador.</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Conectado</translation>
    </message>
    <message>
        <source>Connected sources: {count}</source>
        <translation>Fuentes conectadas: {count}</translation>
    </message>
    <message>
        <source>Connected.</source>
        <translation>Conectado.</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>Consola</translation>
    </message>
    <message>
        <source>Console, warning</source>
        <translation>Consola, aviso</translation>
    </message>
    <message>
        <source>Copy it once more.</source>
        <translation>Cópielo otra vez.</translation>
    </message>
    <message>
        <source>Correct it, or leave it empty.</source>
        <translation>Corríjala o déjela vacía.</translation>
    </message>
    <message>
        <source>Correct the app key in the settings.</source>
        <translation>Corrija la clave de la aplicación en los ajustes.</translation>
    </message>
    <message>
        <source>Correct the client secret in the settings; what was connected is kept.</source>
        <translation>Corrija el secreto de cliente en los ajustes; lo conectado se conserva.</translation>
    </message>
    <message>
        <source>Correct this line; then choose the file again.</source>
        <translation>Corrija esta línea y vuelva a elegir el archivo.</translation>
    </message>
    <message>
        <source>Create mode, with {names}</source>
        <translation>modo Create, con {names}</translation>
    </message>
    <message>
        <source>Deleted at Human API</source>
        <translation>Eliminado en Human API</translation>
    </message>
    <message>
        <source>Deleted from the list</source>
        <translation>Eliminado de la lista</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Details changed ({fields})</source>
        <translation>Datos cambiados ({fields})</translation>
    </message>
    <message>
        <source>Do it again whenever you like.</source>
        <translation>Hágalo de nuevo cuando quiera.</translation>
    </message>
    <message>
        <source>Do it once more when that is mended.</source>
        <translation>Repítalo cuando eso esté resuelto.</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Editar</translation>
    </message>
    <message>
        <source>Edit mode, with {names}</source>
        <translation>modo Edit, con {names}</translation>
    </message>
    <message>
        <source>Entries {first} to {last} are missing.</source>
        <translation>Faltan las entradas de la {first} a la {last}.</translation>
    </message>
    <message>
        <source>Entries {first} to {last} were changed.</source>
        <translation>Se modificaron las entradas de la {first} a la {last}.</translation>
    </message>
    <message>
        <source>Entry {first} is missing.</source>
        <translation>Falta la entrada {first}.</translation>
    </message>
    <message>
        <source>Entry {first} is not the one that was written last: another copy of the file was put in its place.</source>
        <translation>La entrada {first} no es la última que se escribió: se puso otra copia del archivo en su lugar.</translation>
    </message>
    <message>
        <source>Entry {first} was changed.</source>
        <translation>Se modificó la entrada {first}.</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Entorno</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Todo</translation>
    </message>
    <message>
        <source>Everything that hcdesktop kept on this computer is deleted.</source>
        <translation>Se ha borrado todo lo que hcdesktop guardaba en este equipo.</translation>
    </message>
    <message>
        <source>Export settings</source>
        <translation>Exportar ajustes</translation>
    </message>
    <message>
        <source>Finalized</source>
        <translation>Finalizado</translation>
    </message>
    <message>
        <source>For this, an app key is needed, and this environment has none.</source>
        <translation>Para esto se necesita una clave de aplicación (appKey), y este entorno no tiene ninguna.</translation>
    </message>
    <message>
        <source>For your developer: {error}</source>
        <translation>Para su desarrollador: {error}</translation>
    </message>
    <message>
        <source>Free some space; then try again.</source>
        <translation>Libere espacio e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Give the column with the user IDs this name in its first line; then choose the file again.</source>
        <translation>Dé este nombre, en la primera línea, a la columna con los ID de usuario y vuelva a elegir el archivo.</translation>
    </message>
    <message>
        <source>Got their humanId: {n}.</source>
        <translation>Han recibido su humanId: {n}.</translation>
    </message>
    <message>
        <source>Grave</source>
        <translation>Grave</translation>
    </message>
    <message>
        <source>Grave: health data in the wrong hands, or connections that are lost.</source>
        <translation>Grave: datos de salud en malas manos, o conexiones que se pierden.</translation>
    </message>
    <message>
        <source>Here, gets its humanId</source>
        <translation>Aquí, recibe su humanId</translation>
    </message>
    <message>
        <source>Human API</source>
        <translation>Human API</translation>
    </message>
    <message>
        <source>Human API already knows this person; the token is missing here.</source>
        <translation>Human API ya conoce a esta persona; aquí falta el token.</translation>
    </message>
    <message>
        <source>Human API already knows {name}, so a new connection cannot be created.</source>
        <translation>Human API ya conoce a {name}, por lo que no se puede crear una conexión nueva.</translation>
    </message>
    <message>
        <source>Human API answered for a different person. Nothing was overwritten.</source>
        <translation>Human API respondió por otra persona. No se ha sobrescrito nada.</translation>
    </message>
    <message>
        <source>Human API did not accept the stored token of {name}.</source>
        <translation>Human API no aceptó el token guardado de {name}.</translation>
    </message>
    <message>
        <source>Human API did not accept the stored token.</source>
        <translation>Human API no aceptó el token guardado.</translation>
    </message>
    <message>
        <source>Human API gave an answer that cannot be used.</source>
        <translation>Human API dio una respuesta que no se puede usar.</translation>
    </message>
    <message>
        <source>Human API has no user with this ID.</source>
        <translation>Human API no tiene ningún usuario con este ID.</translation>
    </message>
    <message>
        <source>Human API knows this person, but the token that opens Edit mode is missing.</source>
        <translation>Human API conoce a esta persona, pero falta el token que abre el modo de edición.</translation>
    </message>
    <message>
        <source>Human API knows this user ID under another humanId than the one here.</source>
        <translation>Human API conoce este ID de usuario con otro humanId que el de aquí.</translation>
    </message>
    <message>
        <source>Human Connect could not be loaded from {host}.</source>
        <translation>No se ha podido cargar Human Connect desde {host}.</translation>
    </message>
    <message>
        <source>Human Connect is ready</source>
        <translation>Human Connect está listo</translation>
    </message>
    <message>
        <source>Human Connect reported an error</source>
        <translation>Human Connect comunicó un error</translation>
    </message>
    <message>
        <source>Human Connect reported an error. Nothing was changed for {name}.</source>
        <translation>Human Connect comunicó un error. No se ha cambiado nada de {name}.</translation>
    </message>
    <message>
        <source>If one is missing, set it up again with the same name and kind: its users are still here.</source>
        <translation>Si falta alguno, vuelva a configurarlo con el mismo nombre y tipo: sus usuarios siguen aquí.</translation>
    </message>
    <message>
        <source>Import 1 person</source>
        <translation>Importar 1 persona</translation>
    </message>
    <message>
        <source>Import settings</source>
        <translation>Importar ajustes</translation>
    </message>
    <message>
        <source>Import {n} people</source>
        <translation>Importar {n} personas</translation>
    </message>
    <message>
        <source>Is its server running?</source>
        <translation>¿Está en marcha su servidor?</translation>
    </message>
    <message>
        <source>It has to be said whether these are a test&apos;s people or real ones.</source>
        <translation>Hay que indicar si son personas de una prueba o personas reales.</translation>
    </message>
    <message>
        <source>It is being tried now.</source>
        <translation>Se está intentando ahora.</translation>
    </message>
    <message>
        <source>It is tried again by itself; if this comes again, restart the app.</source>
        <translation>Se vuelve a intentar automáticamente; si se repite, reinicie la aplicación.</translation>
    </message>
    <message>
        <source>It is tried again in {minutes} min.</source>
        <translation>Se volverá a intentar en {minutes} min.</translation>
    </message>
    <message>
        <source>It is tried again in {seconds} s.</source>
        <translation>Se volverá a intentar en {seconds} s.</translation>
    </message>
    <message>
        <source>It stays safe on this computer until you try again.</source>
        <translation>Queda a salvo en este equipo hasta que lo intente de nuevo.</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Keep a copy of the whole data folder as it is now, and find out who had access to it.</source>
        <translation>Guarde una copia de toda la carpeta de datos tal como está y averigüe quién tuvo acceso a ella.</translation>
    </message>
    <message>
        <source>Keep the app open: it tries again every few seconds.</source>
        <translation>Mantenga abierta la aplicación: lo intenta de nuevo cada pocos segundos.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Tipo</translation>
    </message>
    <message>
        <source>Latin-1 (Windows-1252)</source>
        <translation>Latin-1 (Windows-1252)</translation>
    </message>
    <message>
        <source>Launch</source>
        <translation>Apertura</translation>
    </message>
    <message>
        <source>Leave one of the two out.</source>
        <translation>Quite una de las dos.</translation>
    </message>
    <message>
        <source>Left out because of mistakes: {n}.</source>
        <translation>Omitidas por errores: {n}.</translation>
    </message>
    <message>
        <source>Line {line} of the file cannot be read: its quotes are not in order, or a cell is far too long.</source>
        <translation>La línea {line} del archivo no se puede leer: sus comillas no están en orden o una celda es demasiado larga.</translation>
    </message>
    <message>
        <source>List of people</source>
        <translation>Lista de personas</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Mirada</translation>
    </message>
    <message>
        <source>Look at the sources afterwards; if one is missing, open Edit.</source>
        <translation>Revise después las fuentes; si falta alguna, abra «Editar».</translation>
    </message>
    <message>
        <source>Look through what was changed last; it may be missing.</source>
        <translation>Revise los últimos cambios; pueden faltar.</translation>
    </message>
    <message>
        <source>Matched by user ID. Whoever comes in has no token here yet; Edit in their row recovers it.</source>
        <translation>Se comparan por ID de usuario. Quien entra aún no tiene token aquí; «Editar» en su fila lo recupera.</translation>
    </message>
    <message>
        <source>Mistake</source>
        <translation>Error</translation>
    </message>
    <message>
        <source>Mistake: {why}</source>
        <translation>Error: {why}</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Requiere atención</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nuevo</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Siguiente paso</translation>
    </message>
    <message>
        <source>No column of the file is called “clientUserId”.</source>
        <translation>Ninguna columna del archivo se llama «clientUserId».</translation>
    </message>
    <message>
        <source>No longer tried by itself</source>
        <translation>Ya no se intenta automáticamente</translation>
    </message>
    <message>
        <source>No scenario is ticked.</source>
        <translation>Ningún escenario está marcado.</translation>
    </message>
    <message>
        <source>Not at Human API</source>
        <translation>No está en Human API</translation>
    </message>
    <message>
        <source>Not connected yet.</source>
        <translation>Aún sin conectar.</translation>
    </message>
    <message>
        <source>Not everything is deleted. Left: {what}.</source>
        <translation>No se ha borrado todo. Queda: {what}.</translation>
    </message>
    <message>
        <source>Not read: {columns}.</source>
        <translation>No se leen: {columns}.</translation>
    </message>
    <message>
        <source>Not read: {columns}. Tokens and secrets never come from a file; delete it when it holds some.</source>
        <translation>No se leen: {columns}. Los tokens y secretos nunca vienen de un archivo; bórrelo si contiene alguno.</translation>
    </message>
    <message>
        <source>Not saved: {error}</source>
        <translation>No se guardó: {error}</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Nothing has changed at Human API.</source>
        <translation>En Human API no ha cambiado nada.</translation>
    </message>
    <message>
        <source>Nothing to do.</source>
        <translation>No hay nada que hacer.</translation>
    </message>
    <message>
        <source>Nothing was deleted. Restore a copy of the file.</source>
        <translation>No se ha eliminado nada. Restaure una copia del archivo.</translation>
    </message>
    <message>
        <source>Nothing was deleted. Restore the last list that could be read.</source>
        <translation>No se ha eliminado nada. Restaure la última lista que se pudo leer.</translation>
    </message>
    <message>
        <source>Nothing was deleted. Use the recovery passphrase, or bring the keyring entry (or key file) back.</source>
        <translation>No se ha eliminado nada. Use la frase de recuperación o recupere la entrada del llavero (o el archivo de clave).</translation>
    </message>
    <message>
        <source>One is made on every day on which it is opened.</source>
        <translation>Se hace una cada día en que se abre.</translation>
    </message>
    <message>
        <source>Every rule held. Scenarios played: {n}.</source>
        <translation>Se cumplieron todas las reglas. Escenarios probados: {n}.</translation>
    </message>
    <message>
        <source>Open Edit once and press Done: that brings a fresh one.</source>
        <translation>Abra «Editar» una vez y pulse «Listo»: así se obtiene uno nuevo.</translation>
    </message>
    <message>
        <source>Open Edit once and press Done: that brings fresh tokens.</source>
        <translation>Abra «Editar» una vez y pulse «Listo»: así se obtienen tokens nuevos.</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Abrir de nuevo</translation>
    </message>
    <message>
        <source>Open it again when they are there.</source>
        <translation>Ábrala de nuevo cuando estén presentes.</translation>
    </message>
    <message>
        <source>Open it again when {name} is there.</source>
        <translation>Ábrala de nuevo cuando {name} esté presente.</translation>
    </message>
    <message>
        <source>Open it again; if it stops at once, close hcdesktop and start it again.</source>
        <translation>Ábrala de nuevo; si se detiene enseguida, cierre hcdesktop y vuelva a iniciarlo.</translation>
    </message>
    <message>
        <source>Open the settings and correct the address.</source>
        <translation>Abra los ajustes y corrija la dirección.</translation>
    </message>
    <message>
        <source>Opened in the system browser: {address}</source>
        <translation>Abierto en el navegador del sistema: {address}</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Abrir…</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Página</translation>
    </message>
    <message>
        <source>Page loaded from {from}</source>
        <translation>Página cargada desde {from}</translation>
    </message>
    <message>
        <source>Part it into smaller ones.</source>
        <translation>Divídalo en otros más pequeños.</translation>
    </message>
    <message>
        <source>Part of what was stored here was damaged. It is kept as {names}.</source>
        <translation>Parte de lo guardado aquí estaba dañada. Se conserva como {names}.</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Persona</translation>
    </message>
    <message>
        <source>Poor</source>
        <translation>Leve</translation>
    </message>
    <message>
        <source>Poor: it may go wrong one day.</source>
        <translation>Leve: puede fallar algún día.</translation>
    </message>
    <message>
        <source>Popup</source>
        <translation>Ventana de conexión</translation>
    </message>
    <message>
        <source>Popup ended: {outcome}</source>
        <translation>Fin de la ventana emergente: {outcome}</translation>
    </message>
    <message>
        <source>Popup opened</source>
        <translation>Ventana emergente abierta</translation>
    </message>
    <message>
        <source>Popup opened ({mode})</source>
        <translation>Ventana emergente abierta ({mode})</translation>
    </message>
    <message>
        <source>Port {port} of this computer cannot be used.</source>
        <translation>El puerto {port} de este equipo no se puede usar.</translation>
    </message>
    <message>
        <source>Press</source>
        <translation>Pulsación</translation>
    </message>
    <message>
        <source>Press Connect and let {name} choose a clinic, pharmacy or device.</source>
        <translation>Pulse «Conectar» y deje que {name} elija una clínica, una farmacia o un dispositivo.</translation>
    </message>
    <message>
        <source>Press Edit to add or remove a source.</source>
        <translation>Pulse «Editar» para añadir o quitar una fuente.</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Problemas</translation>
    </message>
    <message>
        <source>Question of the page</source>
        <translation>Pregunta de la página</translation>
    </message>
    <message>
        <source>Read: {columns}.</source>
        <translation>Se leen: {columns}.</translation>
    </message>
    <message>
        <source>Recover the token; then Edit opens.</source>
        <translation>Recupere el token; después se abrirá «Editar».</translation>
    </message>
    <message>
        <source>Recover the token; then Edit works.</source>
        <translation>Recupere el token; después «Editar» funcionará.</translation>
    </message>
    <message>
        <source>Recover token</source>
        <translation>Recuperar token</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Rechazado</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Petición</translation>
    </message>
    <message>
        <source>Restore a copy of it.</source>
        <translation>Restaure una copia.</translation>
    </message>
    <message>
        <source>Restore…</source>
        <translation>Restaurar…</translation>
    </message>
    <message>
        <source>Rows with mistakes are left out.</source>
        <translation>Las filas con errores se omiten.</translation>
    </message>
    <message>
        <source>Rules broken: {n}. Scenarios played: {scenarios}.</source>
        <translation>Reglas incumplidas: {n}. Escenarios probados: {scenarios}.</translation>
    </message>
    <message>
        <source>Save the list as “CSV UTF-8” in your spreadsheet program; then choose that file.</source>
        <translation>Guarde la lista como «CSV UTF-8» en su hoja de cálculo y elija ese archivo.</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Guardando</translation>
    </message>
    <message>
        <source>Saving and tokens</source>
        <translation>Guardado y tokens</translation>
    </message>
    <message>
        <source>Scenarios that were played: {n}.</source>
        <translation>Escenarios que se probaron: {n}.</translation>
    </message>
    <message>
        <source>Sent to Human API (attempt {attempt})</source>
        <translation>Enviado a Human API (intento {attempt})</translation>
    </message>
    <message>
        <source>Set it in the settings; what was connected is kept until then.</source>
        <translation>Defínalo en los ajustes; hasta entonces se conserva lo conectado.</translation>
    </message>
    <message>
        <source>Set the app key in the settings.</source>
        <translation>Defina la clave de la aplicación en los ajustes.</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Ajustes…</translation>
    </message>
    <message>
        <source>Shorten it.</source>
        <translation>Acórtela.</translation>
    </message>
    <message>
        <source>Somebody else in this list has the same humanId.</source>
        <translation>Otra persona de esta lista tiene el mismo humanId.</translation>
    </message>
    <message>
        <source>Something has been running for far too long, so the app has given it up. Nothing was lost.</source>
        <translation>Una tarea tardaba demasiado y la aplicación la ha abandonado. No se ha perdido nada.</translation>
    </message>
    <message>
        <source>Something in this app went wrong. Nothing was lost.</source>
        <translation>Algo ha fallado en esta aplicación. No se ha perdido nada.</translation>
    </message>
    <message>
        <source>Something is being saved just now, so nothing was deleted. Try again in a moment.</source>
        <translation>Se está guardando algo en este momento, así que no se ha eliminado nada. Inténtelo de nuevo enseguida.</translation>
    </message>
    <message>
        <source>Something is being saved just now, so nothing was restored.</source>
        <translation>Se está guardando algo en este momento, por lo que no se ha restaurado nada.</translation>
    </message>
    <message>
        <source>Something is not on the disk yet. Wait until it is saved.</source>
        <translation>Algo no está aún en el disco. Espere a que se guarde.</translation>
    </message>
    <message>
        <source>Stop trying</source>
        <translation>Dejar de intentarlo</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Detenido.</translation>
    </message>
    <message>
        <source>Stuck</source>
        <translation>Atascado</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Etiquetas</translation>
    </message>
    <message>
        <source>The anchor of the trail was an older one: it did not know entry {last}.</source>
        <translation>El ancla del registro era anterior: no conocía la entrada {last}.</translation>
    </message>
    <message>
        <source>The anchor of the trail was not one that this app wrote for this file.</source>
        <translation>El ancla del registro no la escribió esta aplicación para este archivo.</translation>
    </message>
    <message>
        <source>The anchor of the trail, a file beside that of the users, was missing.</source>
        <translation>Faltaba el ancla del registro, un archivo situado junto al de usuarios.</translation>
    </message>
    <message>
        <source>The answer was for a different person ({field}): nothing was overwritten</source>
        <translation>La respuesta era de otra persona ({field}): no se sobrescribió nada</translation>
    </message>
    <message>
        <source>The app noticed it and wrote it down in entry {n}.</source>
        <translation>La aplicación lo advirtió y lo anotó en la entrada {n}.</translation>
    </message>
    <message>
        <source>The audit trail is broken: not everything in it is as it was written.</source>
        <translation>El registro de auditoría está alterado: no todo está como se escribió.</translation>
    </message>
    <message>
        <source>The audit trail is empty: nothing was written into it yet.</source>
        <translation>El registro de auditoría está vacío: aún no se ha escrito nada en él.</translation>
    </message>
    <message>
        <source>The audit trail is whole: {n} entries since {day}, each as it was written.</source>
        <translation>El registro de auditoría está íntegro: {n} entradas desde el {day}, todas como se escribieron.</translation>
    </message>
    <message>
        <source>The client ID is empty, or has characters that cannot be used.</source>
        <translation>El ID de cliente está vacío o tiene caracteres que no se pueden usar.</translation>
    </message>
    <message>
        <source>The computer&apos;s keyring is locked.</source>
        <translation>El llavero del equipo está bloqueado.</translation>
    </message>
    <message>
        <source>The computer&apos;s keyring refused the key.</source>
        <translation>El llavero del equipo rechazó la clave.</translation>
    </message>
    <message>
        <source>The connection to {host} is not secure, so nothing was sent.</source>
        <translation>La conexión con {host} no es segura, por lo que no se ha enviado nada.</translation>
    </message>
    <message>
        <source>The connection was made, but its answer got lost on the way.</source>
        <translation>La conexión se realizó, pero la respuesta se perdió por el camino.</translation>
    </message>
    <message>
        <source>The connection was written to disk</source>
        <translation>La conexión se escribió en el disco</translation>
    </message>
    <message>
        <source>The copy of {moment} is in place.</source>
        <translation>La copia de {moment} está en su lugar.</translation>
    </message>
    <message>
        <source>The data folder cannot be written to.</source>
        <translation>No se puede escribir en la carpeta de datos.</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>El disco está lleno.</translation>
    </message>
    <message>
        <source>The end was cut off: entries {first} to {last} are missing.</source>
        <translation>Se cortó el final: faltan las entradas de la {first} a la {last}.</translation>
    </message>
    <message>
        <source>The end was cut off: entry {first} is missing.</source>
        <translation>Se cortó el final: falta la entrada {first}.</translation>
    </message>
    <message>
        <source>The file could not be read: {reason}.</source>
        <translation>No se ha podido leer el archivo: {reason}.</translation>
    </message>
    <message>
        <source>The file could not be written: {reason}.</source>
        <translation>No se ha podido escribir el archivo: {reason}.</translation>
    </message>
    <message>
        <source>The file has more than {limit} MB.</source>
        <translation>El archivo tiene más de {limit} MB.</translation>
    </message>
    <message>
        <source>The file is no text in UTF-8, UTF-16 or Windows-1252.</source>
        <translation>El archivo no es texto en UTF-8, UTF-16 ni Windows-1252.</translation>
    </message>
    <message>
        <source>The file with the users cannot be read: it is damaged, or the key is not the right one.</source>
        <translation>No se puede leer el archivo de usuarios: está dañado o la clave no es la correcta.</translation>
    </message>
    <message>
        <source>The file with the users could not be used.</source>
        <translation>No se ha podido usar el archivo de usuarios.</translation>
    </message>
    <message>
        <source>The file with the users is gone.</source>
        <translation>El archivo de usuarios ya no está.</translation>
    </message>
    <message>
        <source>The file with the users was not touched. It is tried again within the hour.</source>
        <translation>El archivo de usuarios no se ha tocado. Se volverá a intentar antes de una hora.</translation>
    </message>
    <message>
        <source>The file with the users was written by a newer version of this app.</source>
        <translation>El archivo de usuarios lo escribió una versión más reciente de esta aplicación.</translation>
    </message>
    <message>
        <source>The import was taken back: {n} people are out of the list again.</source>
        <translation>Se ha deshecho la importación: {n} personas han salido de la lista.</translation>
    </message>
    <message>
        <source>The key of the user file is gone, or damaged.</source>
        <translation>La clave del archivo de usuarios no está o está dañada.</translation>
    </message>
    <message>
        <source>The last connection is safe on this computer and is being saved at Human API.</source>
        <translation>La última conexión está a salvo en este equipo y se está guardando en Human API.</translation>
    </message>
    <message>
        <source>The last connection of this person is safe here, but not saved at Human API yet.</source>
        <translation>La última conexión de esta persona está a salvo aquí, pero aún no se ha guardado en Human API.</translation>
    </message>
    <message>
        <source>The list of environments is damaged. The files with the users are not.</source>
        <translation>La lista de entornos está dañada. Los archivos de usuarios no lo están.</translation>
    </message>
    <message>
        <source>The list of environments was restored. The damaged one is kept as {file}.</source>
        <translation>Se ha restaurado la lista de entornos. La dañada se conserva como {file}.</translation>
    </message>
    <message>
        <source>The name is longer than {limit} characters.</source>
        <translation>El nombre tiene más de {limit} caracteres.</translation>
    </message>
    <message>
        <source>The note is longer than {limit} characters.</source>
        <translation>La nota tiene más de {limit} caracteres.</translation>
    </message>
    <message>
        <source>The page does not load.</source>
        <translation>La página no se carga.</translation>
    </message>
    <message>
        <source>The passphrase is not right.</source>
        <translation>La frase de contraseña no es correcta.</translation>
    </message>
    <message>
        <source>The people of the Simulator are fictional, so nothing of it is copied or protected.</source>
        <translation>Las personas del Simulador son ficticias, por lo que nada de él se copia ni se protege.</translation>
    </message>
    <message>
        <source>The popup answered for another app. Nothing was changed.</source>
        <translation>La ventana emergente respondió por otra aplicación. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The popup called {callback}</source>
        <translation>La ventana emergente llamó a {callback}</translation>
    </message>
    <message>
        <source>The popup of {name} was closed when the desk was locked. Nothing was changed.</source>
        <translation>La ventana emergente de {name} se cerró al bloquear el puesto. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The popup said that it was finished, but sent no session token. Nothing was changed.</source>
        <translation>La ventana emergente indicó que había terminado, pero no envió ningún token de sesión. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The popup sent something far too large. It was ignored.</source>
        <translation>La ventana emergente envió algo demasiado grande. Se ha ignorado.</translation>
    </message>
    <message>
        <source>The popup sent something that cannot be understood. It was ignored.</source>
        <translation>La ventana emergente envió algo que no se entiende. Se ha ignorado.</translation>
    </message>
    <message>
        <source>The popup sent something unknown. It was ignored.</source>
        <translation>La ventana emergente envió algo desconocido. Se ha ignorado.</translation>
    </message>
    <message>
        <source>The popup stopped working. Nothing was changed.</source>
        <translation>La ventana emergente dejó de funcionar. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The popup was open for half an hour and was closed. Nothing was changed.</source>
        <translation>La ventana emergente llevaba media hora abierta y se cerró. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>The provider&apos;s log-in window closed</source>
        <translation>Se cerró la ventana de inicio de sesión del proveedor</translation>
    </message>
    <message>
        <source>The report was written to {file}; no token is in it.</source>
        <translation>El informe se escribió en {file}; no contiene ningún token.</translation>
    </message>
    <message>
        <source>The rest goes at the next start.</source>
        <translation>El resto se elimina en el próximo inicio.</translation>
    </message>
    <message>
        <source>The settings were written to {file}; no secrets.</source>
        <translation>Los ajustes se han escrito en {file}; sin secretos.</translation>
    </message>
    <message>
        <source>The stored access token of this person does not open their data any more.</source>
        <translation>El token de acceso guardado de esta persona ya no abre sus datos.</translation>
    </message>
    <message>
        <source>The table of the trail, or what keeps it append-only, was taken away or made anew.</source>
        <translation>La tabla del registro, o lo que impide modificarla, se quitó o se rehízo.</translation>
    </message>
    <message>
        <source>The token of {name} was recovered. Edit works again.</source>
        <translation>Se ha recuperado el token de {name}. «Editar» vuelve a funcionar.</translation>
    </message>
    <message>
        <source>The token that opens Edit mode is missing.</source>
        <translation>Falta el token que abre el modo de edición.</translation>
    </message>
    <message>
        <source>The user ID has characters that cannot be shown.</source>
        <translation>El ID de usuario tiene caracteres que no se pueden mostrar.</translation>
    </message>
    <message>
        <source>The user ID is empty.</source>
        <translation>El ID de usuario está vacío.</translation>
    </message>
    <message>
        <source>The user ID is longer than {limit} characters.</source>
        <translation>El ID de usuario tiene más de {limit} caracteres.</translation>
    </message>
    <message>
        <source>The user file is protected by a passphrase.</source>
        <translation>El archivo de usuarios está protegido con una frase de contraseña.</translation>
    </message>
    <message>
        <source>There are more than {most} tags, or one is longer than {limit} characters.</source>
        <translation>Hay más de {most} etiquetas, o alguna tiene más de {limit} caracteres.</translation>
    </message>
    <message>
        <source>There is no copy of “{name}” yet.</source>
        <translation>Aún no hay ninguna copia de «{name}».</translation>
    </message>
    <message>
        <source>There is no environment called “{name}”.</source>
        <translation>No hay ningún entorno llamado «{name}».</translation>
    </message>
    <message>
        <source>There is no page there.</source>
        <translation>Ahí no hay ninguna página.</translation>
    </message>
    <message>
        <source>There is nobody in it.</source>
        <translation>No hay nadie en ella.</translation>
    </message>
    <message>
        <source>There is nothing in the file.</source>
        <translation>El archivo está vacío.</translation>
    </message>
    <message>
        <source>This computer has no safe place for the key of the user file.</source>
        <translation>Este equipo no tiene un lugar seguro para la clave del archivo de usuarios.</translation>
    </message>
    <message>
        <source>This copy cannot be read: it is damaged, or made with another key. Nothing was changed.</source>
        <translation>No se puede leer esta copia: está dañada o se hizo con otra clave. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>This environment has no client secret.</source>
        <translation>Este entorno no tiene secreto de cliente.</translation>
    </message>
    <message>
        <source>This is no e-mail address.</source>
        <translation>Esto no es una dirección de correo electrónico.</translation>
    </message>
    <message>
        <source>This language cannot be used.</source>
        <translation>Este idioma no se puede usar.</translation>
    </message>
    <message>
        <source>This name cannot be used: it is empty, too long or taken.</source>
        <translation>Este nombre no se puede usar: está vacío, es demasiado largo o ya existe.</translation>
    </message>
    <message>
        <source>This person is not in the list any more.</source>
        <translation>Esta persona ya no está en la lista.</translation>
    </message>
    <message>
        <source>This user ID is in the list already.</source>
        <translation>Este ID de usuario ya está en la lista.</translation>
    </message>
    <message>
        <source>This user ID stands in line {line} already.</source>
        <translation>Este ID de usuario ya está en la línea {line}.</translation>
    </message>
    <message>
        <source>Tick at least one.</source>
        <translation>Marque al menos uno.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <source>Today&apos;s backup was not made. {cause}</source>
        <translation>No se ha hecho la copia de seguridad de hoy. {cause}</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Token not recovered: {error}</source>
        <translation>Token no recuperado: {error}</translation>
    </message>
    <message>
        <source>Token recovered</source>
        <translation>Token recuperado</translation>
    </message>
    <message>
        <source>Tokens stored</source>
        <translation>Tokens guardados</translation>
    </message>
    <message>
        <source>Tokens stored; the public token has changed</source>
        <translation>Tokens guardados; el token público ha cambiado</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Inténtelo de nuevo dentro de un momento.</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Inténtelo de nuevo más tarde.</translation>
    </message>
    <message>
        <source>Try again, or connect this person again.</source>
        <translation>Inténtelo de nuevo o vuelva a conectar a esta persona.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Try again; if it stays, show the details to your developer.</source>
        <translation>Inténtelo de nuevo; si continúa, muestre los detalles a su desarrollador.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Intentar ahora</translation>
    </message>
    <message>
        <source>Type it instead of pasting it.</source>
        <translation>Escríbalo en lugar de pegarlo.</translation>
    </message>
    <message>
        <source>Type it.</source>
        <translation>Escríbala.</translation>
    </message>
    <message>
        <source>Type the ID by which your app knows this person.</source>
        <translation>Escriba el ID con el que su aplicación conoce a esta persona.</translation>
    </message>
    <message>
        <source>UTF-16 BE</source>
        <translation>UTF-16 BE</translation>
    </message>
    <message>
        <source>UTF-16 LE</source>
        <translation>UTF-16 LE</translation>
    </message>
    <message>
        <source>UTF-8</source>
        <translation>UTF-8</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Deshacer</translation>
    </message>
    <message>
        <source>Unlock it, or choose a passphrase.</source>
        <translation>Desbloquéelo o elija una frase de contraseña.</translation>
    </message>
    <message>
        <source>Unlock it; then try again.</source>
        <translation>Desbloquéelo e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Update the app.</source>
        <translation>Actualice la aplicación.</translation>
    </message>
    <message>
        <source>Use a shorter ID.</source>
        <translation>Use un ID más corto.</translation>
    </message>
    <message>
        <source>Use a shorter name.</source>
        <translation>Use un nombre más corto.</translation>
    </message>
    <message>
        <source>Use fewer or shorter ones.</source>
        <translation>Use menos etiquetas o más cortas.</translation>
    </message>
    <message>
        <source>User ID</source>
        <translation>ID de usuario</translation>
    </message>
    <message>
        <source>Wait until it is saved, or try now.</source>
        <translation>Espere a que se guarde o inténtelo ahora.</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Qué ha ocurrido</translation>
    </message>
    <message>
        <source>What was changed after it could not be read, but for {n} unfinished connections; the file from before is kept among the copies.</source>
        <translation>Lo que se cambió después no se pudo leer, salvo {n} conexiones sin terminar; el archivo anterior se conserva entre las copias.</translation>
    </message>
    <message>
        <source>What was changed after it is missing.</source>
        <translation>Falta lo que se cambió después.</translation>
    </message>
    <message>
        <source>What was unfinished or newer was carried over; the file from before is among the copies.</source>
        <translation>Lo que estaba sin terminar o era más reciente se ha trasladado; el archivo anterior está entre las copias.</translation>
    </message>
    <message>
        <source>Who is not at Human API stays in the list as they are.</source>
        <translation>Quien no está en Human API sigue en la lista como está.</translation>
    </message>
    <message>
        <source>You have stopped trying to save it.</source>
        <translation>Usted ha dejado de intentar guardarla.</translation>
    </message>
    <message>
        <source>Your server finds the simulated Human API there. Close what uses it, and run again.</source>
        <translation>Ahí encuentra su servidor la Human API simulada. Cierre lo que lo usa y pruebe de nuevo.</translation>
    </message>
    <message>
        <source>a server has a publicToken from {endpoint}</source>
        <translation>un servidor tiene un publicToken de {endpoint}</translation>
    </message>
    <message>
        <source>an earlier launch</source>
        <translation>una apertura anterior</translation>
    </message>
    <message>
        <source>answered {status}</source>
        <translation>respondió {status}</translation>
    </message>
    <message>
        <source>before an update of the app</source>
        <translation>antes de una actualización de la aplicación</translation>
    </message>
    <message>
        <source>before something was restored</source>
        <translation>antes de una restauración</translation>
    </message>
    <message>
        <source>being read</source>
        <translation>leyéndose</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>no se puede leer</translation>
    </message>
    <message>
        <source>closed without connecting</source>
        <translation>se cerró sin conectar</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>no se ha podido leer</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>sin respuesta</translation>
    </message>
    <message>
        <source>no button to connect</source>
        <translation>ningún botón para conectar</translation>
    </message>
    <message>
        <source>no button to try again</source>
        <translation>ningún botón para reintentar</translation>
    </message>
    <message>
        <source>none open</source>
        <translation>ninguno abierto</translation>
    </message>
    <message>
        <source>not read for a while</source>
        <translation>sin leer desde hace tiempo</translation>
    </message>
    <message>
        <source>nothing happened for too long</source>
        <translation>no ocurrió nada durante demasiado tiempo</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>separado por comas</translation>
    </message>
    <message>
        <source>separated by semicolons</source>
        <translation>separado por punto y coma</translation>
    </message>
    <message>
        <source>separated by tabs</source>
        <translation>separado por tabuladores</translation>
    </message>
    <message>
        <source>since {date}</source>
        <translation>desde el {date}</translation>
    </message>
    <message>
        <source>something in hcdesktop went wrong</source>
        <translation>algo ha fallado en hcdesktop</translation>
    </message>
    <message>
        <source>something was connected, added or removed</source>
        <translation>se conectó, se añadió o se quitó algo</translation>
    </message>
    <message>
        <source>the file {file}</source>
        <translation>el archivo {file}</translation>
    </message>
    <message>
        <source>the key of “{name}” in the keyring</source>
        <translation>la clave de «{name}» en el llavero</translation>
    </message>
    <message>
        <source>the page could not be loaded</source>
        <translation>no se pudo cargar la página</translation>
    </message>
    <message>
        <source>the page stopped working</source>
        <translation>la página dejó de funcionar</translation>
    </message>
    <message>
        <source>the public token has changed</source>
        <translation>el token público ha cambiado</translation>
    </message>
    <message>
        <source>the window was shut</source>
        <translation>se cerró la ventana</translation>
    </message>
    <message>
        <source>tokens stored</source>
        <translation>tokens guardados</translation>
    </message>
    <message>
        <source>up to date</source>
        <translation>al día</translation>
    </message>
    <message>
        <source>{broken} broken, {held} held, {silent} not applicable</source>
        <translation>{broken} incumplidas, {held} cumplidas, {silent} no aplicables</translation>
    </message>
    <message>
        <source>{cause} The connection of {name} is not on the disk yet.</source>
        <translation>{cause} La conexión de {name} aún no está en el disco.</translation>
    </message>
    <message>
        <source>{cause} The connection of {name} is safe here.</source>
        <translation>{cause} La conexión de {name} está a salvo aquí.</translation>
    </message>
    <message>
        <source>{counts}.</source>
        <translation>{counts}.</translation>
    </message>
    <message>
        <source>{encoding} with byte order mark</source>
        <translation>{encoding} con marca de orden de bytes</translation>
    </message>
    <message>
        <source>{field} from “{title}”</source>
        <translation>{field} de «{title}»</translation>
    </message>
    <message>
        <source>{folder} stays, for there are other files in it.</source>
        <translation>{folder} permanece, porque contiene otros archivos.</translation>
    </message>
    <message>
        <source>{host} answered with status {status}</source>
        <translation>{host} respondió con el estado {status}</translation>
    </message>
    <message>
        <source>{host} cannot be reached.</source>
        <translation>No se puede acceder a {host}.</translation>
    </message>
    <message>
        <source>{host} did not answer</source>
        <translation>{host} no respondió</translation>
    </message>
    <message>
        <source>{host} did not answer in time.</source>
        <translation>{host} no respondió a tiempo.</translation>
    </message>
    <message>
        <source>{host} is not available now.</source>
        <translation>{host} no está disponible ahora.</translation>
    </message>
    <message>
        <source>{host} refused the request.</source>
        <translation>{host} rechazó la petición.</translation>
    </message>
    <message>
        <source>{host} refused this environment&apos;s app key.</source>
        <translation>{host} rechazó la clave de aplicación de este entorno.</translation>
    </message>
    <message>
        <source>{host} refused this environment&apos;s credentials.</source>
        <translation>{host} rechazó las credenciales de este entorno.</translation>
    </message>
    <message>
        <source>{name} copy</source>
        <translation>{name} copia</translation>
    </message>
    <message>
        <source>{name} is connected and saved.</source>
        <translation>{name}: conexión realizada y guardada.</translation>
    </message>
    <message>
        <source>{name} is connected, but Human Connect reported an error as well. Saving…</source>
        <translation>{name}: conexión realizada, pero Human Connect comunicó además un error. Guardando…</translation>
    </message>
    <message>
        <source>{name} is connected. Saving…</source>
        <translation>{name}: conexión realizada. Guardando…</translation>
    </message>
    <message>
        <source>{name} is connected; the token was recovered.</source>
        <translation>{name}: conexión realizada; se ha recuperado el token.</translation>
    </message>
    <message>
        <source>{n} already here</source>
        <translation>{n} ya aquí</translation>
    </message>
    <message>
        <source>{n} entries of the file that was there before are not in it.</source>
        <translation>{n} entradas del archivo que había antes no están en ella.</translation>
    </message>
    <message>
        <source>{n} entries were newer than the anchor at a start, as a crash leaves them.</source>
        <translation>{n} entradas eran más recientes que el ancla en un inicio, como las deja un cierre inesperado.</translation>
    </message>
    <message>
        <source>{n} here without humanId</source>
        <translation>{n} aquí sin humanId</translation>
    </message>
    <message>
        <source>{n} here, but not at Human API</source>
        <translation>{n} aquí, pero no en Human API</translation>
    </message>
    <message>
        <source>{n} new</source>
        <translation>{n} nuevas</translation>
    </message>
    <message>
        <source>{n} people</source>
        <translation>{n} personas</translation>
    </message>
    <message>
        <source>{n} people are out of the list again.</source>
        <translation>{n} personas han salido de la lista.</translation>
    </message>
    <message>
        <source>{n} people were added.</source>
        <translation>Se han añadido {n} personas.</translation>
    </message>
    <message>
        <source>{n} people were written to {file}; no tokens.</source>
        <translation>Se han escrito {n} personas en {file}; sin tokens.</translation>
    </message>
    <message>
        <source>{n} popups were closed when the desk was locked. Nothing was changed.</source>
        <translation>Se cerraron {n} ventanas emergentes al bloquear el puesto. No se ha cambiado nada.</translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation>{n} filas</translation>
    </message>
    <message>
        <source>{n} with mistakes</source>
        <translation>{n} con errores</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{what}; without a click</source>
        <translation>{what}; sin un clic</translation>
    </message>
    <message>
        <source>{when}: recovered at Human API</source>
        <translation>{when}: recuperado en Human API</translation>
    </message>
    <message>
        <source>{when}: {changed}</source>
        <translation>{when}: {changed}</translation>
    </message>
    <message>
        <source>{when}: {mode}, launch {number}: {changed}</source>
        <translation>{when}: {mode}, apertura {number}: {changed}</translation>
    </message>
    <message>
        <source>— Not applicable</source>
        <translation>— No aplicable</translation>
    </message>
    <message>
        <source>“{name}” has a recovery passphrase now.</source>
        <translation>«{name}» ya tiene una frase de recuperación.</translation>
    </message>
    <message>
        <source>“{name}” is off the list, but not all of it is gone. {cause}</source>
        <translation>«{name}» ya no está en la lista, pero no se ha eliminado del todo. {cause}</translation>
    </message>
    <message>
        <source>“{name}” was deleted.</source>
        <translation>«{name}» se ha eliminado.</translation>
    </message>
    <message>
        <source>✓ All held</source>
        <translation>✓ Todas</translation>
    </message>
    <message>
        <source>✓ Held</source>
        <translation>✓ Cumplida</translation>
    </message>
    <message>
        <source>✓ {host} answers and did not refuse the client secret.</source>
        <translation>✓ {host} responde y no rechazó el secreto de cliente.</translation>
    </message>
    <message>
        <source>✓ {host} answers.</source>
        <translation>✓ {host} responde.</translation>
    </message>
    <message>
        <source>✓ {host} answers. No app key is set, so none was sent.</source>
        <translation>✓ {host} responde. No hay clave de aplicación definida, así que no se envió.</translation>
    </message>
    <message>
        <source>✓ {host} answers. No client secret is set, so none was sent.</source>
        <translation>✓ {host} responde. No hay secreto de cliente definido, así que no se envió.</translation>
    </message>
    <message>
        <source>✓ {host}: the app key opens the list of the app&apos;s users.</source>
        <translation>✓ {host}: la clave de aplicación abre la lista de usuarios de la aplicación.</translation>
    </message>
    <message>
        <source>✓ {host}: the script of the popup is there.</source>
        <translation>✓ {host}: el script de la ventana emergente está ahí.</translation>
    </message>
    <message>
        <source>✗ Broken</source>
        <translation>✗ Incumplida</translation>
    </message>
    <message>
        <source>✗ {host} answers, but gave no list of users: check the client ID.</source>
        <translation>✗ {host} responde, pero no dio ninguna lista de usuarios: compruebe el ID de cliente.</translation>
    </message>
    <message>
        <source>✗ {host} answers, but the script of the popup is not there.</source>
        <translation>✗ {host} responde, pero el script de la ventana emergente no está ahí.</translation>
    </message>
    <message>
        <source>✗ {host} refused the app key.</source>
        <translation>✗ {host} rechazó la clave de aplicación.</translation>
    </message>
    <message>
        <source>✗ {host} refused the client secret, or does not know the client ID.</source>
        <translation>✗ {host} rechazó el secreto de cliente o no conoce el ID de cliente.</translation>
    </message>
    <message>
        <source>✗ {host}: {problem}</source>
        <translation>✗ {host}: {problem}</translation>
    </message>
    <message>
        <source>✗ {n} broken</source>
        <translation>✗ {n} incumplidas</translation>
    </message>
</context>
<context>
    <name>rules</name>
    <message>
        <source>A close callback is given</source>
        <translation>Se da un callback close</translation>
    </message>
    <message>
        <source>A finish callback is given</source>
        <translation>Se da un callback finish</translation>
    </message>
    <message>
        <source>A finish that could not be saved can be sent again without linking again</source>
        <translation>Un finish que no se pudo guardar se puede enviar de nuevo sin volver a conectar</translation>
    </message>
    <message>
        <source>A second finish with the same session is not posted again</source>
        <translation>Un segundo finish con la misma sesión no se envía otra vez</translation>
    </message>
    <message>
        <source>Add clientSecret to the object as the page sent it, and post all of it.</source>
        <translation>Añada clientSecret al objeto tal como lo envió la página, y envíelo entero.</translation>
    </message>
    <message>
        <source>After close the button works again</source>
        <translation>Después de close el botón vuelve a funcionar</translation>
    </message>
    <message>
        <source>After finish the button opens Edit mode with the new publicToken</source>
        <translation>Después de finish el botón abre el modo Edit con el publicToken nuevo</translation>
    </message>
    <message>
        <source>After finish the page refreshes or navigates</source>
        <translation>Después de finish la página se recarga o cambia</translation>
    </message>
    <message>
        <source>An error callback is given</source>
        <translation>Se da un callback error</translation>
    </message>
    <message>
        <source>Call HumanConnect.open in the click handler itself, never at load or after a long wait.</source>
        <translation>Llame a HumanConnect.open en el propio manejador del clic, nunca al cargar ni tras una larga espera.</translation>
    </message>
    <message>
        <source>Call HumanConnect.open once in the button&apos;s click handler; register the handler once.</source>
        <translation>Llame a HumanConnect.open una vez en el manejador del clic del botón; registre el manejador una vez.</translation>
    </message>
    <message>
        <source>Create mode sends an empty publicToken</source>
        <translation>El modo Create envía un publicToken vacío</translation>
    </message>
    <message>
        <source>Do not post a session again that was answered with 2xx.</source>
        <translation>No envíe otra vez una sesión a la que se respondió con 2xx.</translation>
    </message>
    <message>
        <source>Edit mode sends the publicToken that is stored</source>
        <translation>El modo Edit envía el publicToken guardado</translation>
    </message>
    <message>
        <source>Enable the button again in close.</source>
        <translation>Active de nuevo el botón en close.</translation>
    </message>
    <message>
        <source>Have your server get the publicToken back (POST /v1/connect/publictokens) and open with it.</source>
        <translation>Haga que su servidor recupere el publicToken (POST /v1/connect/publictokens) y abra con él.</translation>
    </message>
    <message>
        <source>HumanConnect.open is called from a click</source>
        <translation>HumanConnect.open se llama desde un clic</translation>
    </message>
    <message>
        <source>It is posted as JSON</source>
        <translation>Se envía como JSON</translation>
    </message>
    <message>
        <source>It is posted once</source>
        <translation>Se envía una sola vez</translation>
    </message>
    <message>
        <source>Keep one script element for connect.js.</source>
        <translation>Deje un solo elemento script para connect.js.</translation>
    </message>
    <message>
        <source>Keep the clientSecret on the server, and make a new one: this one is known.</source>
        <translation>Guarde el clientSecret en el servidor y cree uno nuevo: este ya se conoce.</translation>
    </message>
    <message>
        <source>Keep the sessionTokenObject until it is saved, and post the same one again.</source>
        <translation>Conserve el sessionTokenObject hasta que esté guardado y envíe de nuevo el mismo.</translation>
    </message>
    <message>
        <source>Keep tokens on the server; a page has them in its memory while it needs them.</source>
        <translation>Guarde los tokens en el servidor; una página los tiene en memoria mientras los necesita.</translation>
    </message>
    <message>
        <source>Leave the popup its place on top of the page until it calls back.</source>
        <translation>Deje la ventana emergente encima de la página hasta que llame a un callback.</translation>
    </message>
    <message>
        <source>Let your server ask them: each wants a secret that no page may have.</source>
        <translation>Deje que pregunte su servidor: cada uno pide un secreto que ninguna página debe tener.</translation>
    </message>
    <message>
        <source>Load https://connect.humanapi.co/connect.js; keep no copy.</source>
        <translation>Cargue https://connect.humanapi.co/connect.js; no guarde ninguna copia.</translation>
    </message>
    <message>
        <source>Log nothing of a sessionTokenObject.</source>
        <translation>No escriba en la consola nada de un sessionTokenObject.</translation>
    </message>
    <message>
        <source>Look at the first argument of finish and tell the person.</source>
        <translation>Mire el primer argumento de finish y avise a la persona.</translation>
    </message>
    <message>
        <source>Look at the status of the answer, and say when it is not 2xx.</source>
        <translation>Mire el estado de la respuesta y avise cuando no sea 2xx.</translation>
    </message>
    <message>
        <source>Look whether window.HumanConnect is there before you call it, and say so when it is not.</source>
        <translation>Mire si window.HumanConnect existe antes de llamarlo, y avise cuando no.</translation>
    </message>
    <message>
        <source>Mend the mistake that the console tells.</source>
        <translation>Corrija el error que dice la consola.</translation>
    </message>
    <message>
        <source>Mend the mistake; nobody else will tell you of it.</source>
        <translation>Corrija el error; nadie más se lo dirá.</translation>
    </message>
    <message>
        <source>No callback throws</source>
        <translation>Ningún callback lanza un error</translation>
    </message>
    <message>
        <source>No script of the page fails</source>
        <translation>Ningún script de la página falla</translation>
    </message>
    <message>
        <source>No token is kept in localStorage, sessionStorage or a cookie</source>
        <translation>Ningún token queda en localStorage, sessionStorage ni en una cookie</translation>
    </message>
    <message>
        <source>No token is written to the console</source>
        <translation>Ningún token se escribe en la consola</translation>
    </message>
    <message>
        <source>No token stands in an address</source>
        <translation>Ningún token está en una dirección</translation>
    </message>
    <message>
        <source>One press on the button opens one popup</source>
        <translation>Una pulsación del botón abre una ventana emergente</translation>
    </message>
    <message>
        <source>Pass close(), so that the page knows when nothing was connected.</source>
        <translation>Pase close(), para que la página sepa cuándo no se conectó nada.</translation>
    </message>
    <message>
        <source>Pass encodeURIComponent(id), once: the client pastes it into an address as it is.</source>
        <translation>Pase encodeURIComponent(id), una vez: el cliente lo pega tal cual en una dirección.</translation>
    </message>
    <message>
        <source>Pass error(err), or the person looks at a popup that failed to load and learns nothing.</source>
        <translation>Pase error(err); si no, la persona mira una ventana que no se cargó y no se entera de nada.</translation>
    </message>
    <message>
        <source>Pass finish(err, sessionTokenObject): nothing else hands you the session token.</source>
        <translation>Pase finish(err, sessionTokenObject): nada más le entrega el token de sesión.</translation>
    </message>
    <message>
        <source>Pass publicToken: &apos;&apos; for a new user.</source>
        <translation>Pase publicToken: &apos;&apos; para un usuario nuevo.</translation>
    </message>
    <message>
        <source>Pass the id by which you know the person.</source>
        <translation>Pase el ID con el que conoce a la persona.</translation>
    </message>
    <message>
        <source>Pass your app&apos;s clientId (40 hex digits).</source>
        <translation>Pase el clientId de su aplicación (40 cifras hexadecimales).</translation>
    </message>
    <message>
        <source>Post it in finish and nowhere else: the session token can be used once.</source>
        <translation>Envíelo en finish y en ningún otro sitio: el token de sesión se usa una sola vez.</translation>
    </message>
    <message>
        <source>Post it to your own server alone: no analytics, no log service.</source>
        <translation>Envíelo solo a su propio servidor: ni analítica ni servicio de registros.</translation>
    </message>
    <message>
        <source>Post nothing in close: nobody connected anything.</source>
        <translation>No envíe nada en close: nadie conectó nada.</translation>
    </message>
    <message>
        <source>Post the object as you were given it, with every key, also those that you do not know.</source>
        <translation>Envíe el objeto tal como lo recibió, con todas sus claves, también las que no conozca.</translation>
    </message>
    <message>
        <source>Post tokens in a body: addresses end up in histories and logs.</source>
        <translation>Envíe los tokens en el cuerpo: las direcciones acaban en historiales y registros.</translation>
    </message>
    <message>
        <source>Reload or navigate when your server has answered: the hidden popup polls until then.</source>
        <translation>Recargue o cambie de página cuando su servidor haya respondido: hasta entonces la ventana oculta sigue preguntando.</translation>
    </message>
    <message>
        <source>Remember that a finish is on its way, and ignore another one.</source>
        <translation>Recuerde que un finish está en camino e ignore otro.</translation>
    </message>
    <message>
        <source>Replace the stored publicToken after every finish, not after the first one alone.</source>
        <translation>Sustituya el publicToken guardado después de cada finish, no solo del primero.</translation>
    </message>
    <message>
        <source>Send Content-Type: application/json and JSON.stringify(sessionTokenObject).</source>
        <translation>Envíe Content-Type: application/json y JSON.stringify(sessionTokenObject).</translation>
    </message>
    <message>
        <source>Send Content-Type: application/json.</source>
        <translation>Envíe Content-Type: application/json.</translation>
    </message>
    <message>
        <source>Show err.message in the error callback.</source>
        <translation>Muestre err.message en el callback error.</translation>
    </message>
    <message>
        <source>Store the publicToken with the user and pass it.</source>
        <translation>Guarde el publicToken con el usuario y páselo.</translation>
    </message>
    <message>
        <source>Take the publicToken out of the answer of the tokens endpoint, every time.</source>
        <translation>Tome el publicToken de la respuesta de tokens, cada vez.</translation>
    </message>
    <message>
        <source>The clientSecret is nowhere in the page, its scripts and its requests</source>
        <translation>El clientSecret no está en la página, ni en sus scripts, ni en sus peticiones</translation>
    </message>
    <message>
        <source>The page does not ask the user, API and auth hosts itself</source>
        <translation>La página no pregunta por sí misma a los servidores de usuario, API y autenticación</translation>
    </message>
    <message>
        <source>The person can use the popup to the end</source>
        <translation>La persona puede usar la ventana emergente hasta el final</translation>
    </message>
    <message>
        <source>The publicToken is the latest one over three Edits</source>
        <translation>El publicToken es el más reciente a lo largo de tres Edits</translation>
    </message>
    <message>
        <source>The server finalizes a session once</source>
        <translation>El servidor finaliza una sesión una sola vez</translation>
    </message>
    <message>
        <source>The server posts JSON</source>
        <translation>El servidor envía JSON</translation>
    </message>
    <message>
        <source>The server posts the whole sessionTokenObject with the clientSecret</source>
        <translation>El servidor envía el sessionTokenObject entero con el clientSecret</translation>
    </message>
    <message>
        <source>The session token goes to the page&apos;s own server and nowhere else</source>
        <translation>El token de sesión va al servidor de la página y a ningún otro sitio</translation>
    </message>
    <message>
        <source>The whole sessionTokenObject is posted to the page&apos;s own server</source>
        <translation>El sessionTokenObject entero se envía al servidor de la página</translation>
    </message>
    <message>
        <source>When connect.js does not come, the person is told</source>
        <translation>Si connect.js no llega, se avisa a la persona</translation>
    </message>
    <message>
        <source>When saving fails, the person is told</source>
        <translation>Si no se puede guardar, se avisa a la persona</translation>
    </message>
    <message>
        <source>a button to try again, or a second attempt</source>
        <translation>un botón para reintentar, o un segundo intento</translation>
    </message>
    <message>
        <source>a person&apos;s presses in the popup</source>
        <translation>las pulsaciones de la persona en la ventana emergente</translation>
    </message>
    <message>
        <source>a press of the button after close</source>
        <translation>una pulsación del botón después de close</translation>
    </message>
    <message>
        <source>clientId is given</source>
        <translation>Se da clientId</translation>
    </message>
    <message>
        <source>clientUserId is given</source>
        <translation>Se da clientUserId</translation>
    </message>
    <message>
        <source>clientUserId is percent-encoded exactly once</source>
        <translation>clientUserId se codifica con porcentajes exactamente una vez</translation>
    </message>
    <message>
        <source>close changes nothing</source>
        <translation>close no cambia nada</translation>
    </message>
    <message>
        <source>connect.js is loaded from Human API&apos;s own address, over https</source>
        <translation>connect.js se carga de la dirección de Human API, por https</translation>
    </message>
    <message>
        <source>connect.js is loaded once</source>
        <translation>connect.js se carga una sola vez</translation>
    </message>
    <message>
        <source>error is shown to the person</source>
        <translation>error se muestra a la persona</translation>
    </message>
    <message>
        <source>errors that nobody caught</source>
        <translation>errores que nadie atrapó</translation>
    </message>
    <message>
        <source>finish handles its err</source>
        <translation>finish trata su err</translation>
    </message>
    <message>
        <source>presses of the button, and calls of HumanConnect.open</source>
        <translation>pulsaciones del botón y llamadas a HumanConnect.open</translation>
    </message>
    <message>
        <source>the Content-Type and the body</source>
        <translation>el Content-Type y el cuerpo</translation>
    </message>
    <message>
        <source>the Content-Type at the tokens endpoint</source>
        <translation>el Content-Type que llega a tokens</translation>
    </message>
    <message>
        <source>the addresses of pages and requests</source>
        <translation>las direcciones de páginas y peticiones</translation>
    </message>
    <message>
        <source>the addresses of the scripts that the page loads</source>
        <translation>las direcciones de los scripts que carga la página</translation>
    </message>
    <message>
        <source>the body that arrives at the tokens endpoint</source>
        <translation>el cuerpo que llega a tokens</translation>
    </message>
    <message>
        <source>the body that the page posts after finish</source>
        <translation>el cuerpo que envía la página después de finish</translation>
    </message>
    <message>
        <source>the calls of HumanConnect.open after two and more finishes</source>
        <translation>las llamadas a HumanConnect.open después de dos o más finish</translation>
    </message>
    <message>
        <source>the clientUserId of somebody called “a+b c@x.de”</source>
        <translation>el clientUserId de alguien llamado «a+b c@x.de»</translation>
    </message>
    <message>
        <source>the lines of the console</source>
        <translation>las líneas de la consola</translation>
    </message>
    <message>
        <source>the next call of HumanConnect.open after a finish that was saved</source>
        <translation>la siguiente llamada a HumanConnect.open después de un finish guardado</translation>
    </message>
    <message>
        <source>the next call of HumanConnect.open after that error</source>
        <translation>la siguiente llamada a HumanConnect.open después de ese error</translation>
    </message>
    <message>
        <source>the options of HumanConnect.open</source>
        <translation>las opciones de HumanConnect.open</translation>
    </message>
    <message>
        <source>the page&apos;s text and the bodies that it posts</source>
        <translation>el texto de la página y los cuerpos que envía</translation>
    </message>
    <message>
        <source>the page&apos;s words after a finish with an error</source>
        <translation>las palabras de la página después de un finish con error</translation>
    </message>
    <message>
        <source>the page&apos;s words after a press, with the script blocked</source>
        <translation>las palabras de la página después de una pulsación, con el script bloqueado</translation>
    </message>
    <message>
        <source>the page&apos;s words after an error of the popup</source>
        <translation>las palabras de la página después de un error de la ventana emergente</translation>
    </message>
    <message>
        <source>the page&apos;s words after its server answered with an error</source>
        <translation>las palabras de la página después de que su servidor respondiera con un error</translation>
    </message>
    <message>
        <source>the publicToken for somebody who has none</source>
        <translation>el publicToken de alguien que no tiene ninguno</translation>
    </message>
    <message>
        <source>the publicToken for somebody whom the server has one of</source>
        <translation>el publicToken de alguien de quien el servidor tiene uno</translation>
    </message>
    <message>
        <source>the requests after a popup called finish twice</source>
        <translation>las peticiones después de que una ventana emergente llamara dos veces a finish</translation>
    </message>
    <message>
        <source>the requests at the tokens endpoint</source>
        <translation>las peticiones que llegan a tokens</translation>
    </message>
    <message>
        <source>the requests of the page</source>
        <translation>las peticiones de la página</translation>
    </message>
    <message>
        <source>the requests with the session token in them</source>
        <translation>las peticiones que llevan el token de sesión</translation>
    </message>
    <message>
        <source>the script elements of the page</source>
        <translation>los elementos script de la página</translation>
    </message>
    <message>
        <source>what the callbacks throw; the client swallows it</source>
        <translation>lo que lanzan los callbacks; el cliente se lo traga</translation>
    </message>
    <message>
        <source>what the page keeps</source>
        <translation>lo que guarda la página</translation>
    </message>
    <message>
        <source>what the page posts after close</source>
        <translation>lo que envía la página después de close</translation>
    </message>
    <message>
        <source>whether a new page came after the finish was saved</source>
        <translation>si llegó una página nueva después de guardar el finish</translation>
    </message>
    <message>
        <source>whether a person&apos;s click stood behind each call</source>
        <translation>si detrás de cada llamada hubo un clic de una persona</translation>
    </message>
    <message>
        <source>“User Already Exists” leads to a recovery, and not to a dead end</source>
        <translation>«User Already Exists» lleva a una recuperación y no a un callejón sin salida</translation>
    </message>
</context>
<context>
    <name>scenarios</name>
    <message>
        <source>A web page comes in the place of connect.js</source>
        <translation>Llega una página web en lugar de connect.js</translation>
    </message>
    <message>
        <source>A wrong password first, then the right one</source>
        <translation>Primero una contraseña incorrecta, luego la correcta</translation>
    </message>
    <message>
        <source>An existing user adds a second source</source>
        <translation>Un usuario existente añade una segunda fuente</translation>
    </message>
    <message>
        <source>An existing user removes their only source</source>
        <translation>Un usuario existente quita su única fuente</translation>
    </message>
    <message>
        <source>Asking for the lost publicToken fails once (503), then works</source>
        <translation>Pedir el publicToken perdido falla una vez (503) y luego funciona</translation>
    </message>
    <message>
        <source>Asking for the lost publicToken gets no answer once</source>
        <translation>Pedir el publicToken perdido queda una vez sin respuesta</translation>
    </message>
    <message>
        <source>Every provider logs in through a second frame</source>
        <translation>Todos los proveedores inician sesión en un segundo marco</translation>
    </message>
    <message>
        <source>Every provider logs in through a second window</source>
        <translation>Todos los proveedores inician sesión en una segunda ventana</translation>
    </message>
    <message>
        <source>Everything works</source>
        <translation>Todo funciona</translation>
    </message>
    <message>
        <source>The answer of the tokens endpoint gets lost on the way</source>
        <translation>La respuesta del servicio de tokens se pierde por el camino</translation>
    </message>
    <message>
        <source>The connect.js script does not load (404)</source>
        <translation>El script connect.js no se carga (404)</translation>
    </message>
    <message>
        <source>The connect.js script is blocked on the way</source>
        <translation>El script connect.js se bloquea por el camino</translation>
    </message>
    <message>
        <source>The connect.js script takes three seconds</source>
        <translation>El script connect.js tarda tres segundos</translation>
    </message>
    <message>
        <source>The connected source could not be synced</source>
        <translation>La fuente conectada no se pudo sincronizar</translation>
    </message>
    <message>
        <source>The connected source is still syncing</source>
        <translation>La fuente conectada aún se está sincronizando</translation>
    </message>
    <message>
        <source>The data API is busy once (503)</source>
        <translation>El servicio de datos está ocupado una vez (503)</translation>
    </message>
    <message>
        <source>The data API refuses the accessToken once (401)</source>
        <translation>El servicio de datos rechaza el accessToken una vez (401)</translation>
    </message>
    <message>
        <source>The lost publicToken cannot be found once (404)</source>
        <translation>El publicToken perdido no se encuentra una vez (404)</translation>
    </message>
    <message>
        <source>The person closes the popup without connecting</source>
        <translation>La persona cierra la ventana emergente sin conectar</translation>
    </message>
    <message>
        <source>The person leaves the popup open and goes away</source>
        <translation>La persona deja la ventana emergente abierta y se va</translation>
    </message>
    <message>
        <source>The popup calls close right after finish</source>
        <translation>La ventana emergente llama a close justo después de finish</translation>
    </message>
    <message>
        <source>The popup calls finish twice with the same session token</source>
        <translation>La ventana emergente llama dos veces a finish con el mismo token de sesión</translation>
    </message>
    <message>
        <source>The popup closes by itself at once</source>
        <translation>La ventana emergente se cierra sola enseguida</translation>
    </message>
    <message>
        <source>The popup finishes with an error beside the session token</source>
        <translation>La ventana emergente termina con un error junto al token de sesión</translation>
    </message>
    <message>
        <source>The popup goes on loading for ever</source>
        <translation>La ventana emergente se queda cargando para siempre</translation>
    </message>
    <message>
        <source>The popup refuses the publicToken as a stale one</source>
        <translation>La ventana emergente rechaza el publicToken por caducado</translation>
    </message>
    <message>
        <source>The popup reports an error</source>
        <translation>La ventana emergente comunica un error</translation>
    </message>
    <message>
        <source>The popup says that the user already exists</source>
        <translation>La ventana emergente dice que el usuario ya existe</translation>
    </message>
    <message>
        <source>The popup&apos;s page crashes while it is loading</source>
        <translation>La página de la ventana emergente falla mientras se carga</translation>
    </message>
    <message>
        <source>The provider has revoked the access to the source</source>
        <translation>El proveedor ha revocado el acceso a la fuente</translation>
    </message>
    <message>
        <source>The provider refuses every log-in</source>
        <translation>El proveedor rechaza todos los inicios de sesión</translation>
    </message>
    <message>
        <source>The provider&apos;s window closes half-way</source>
        <translation>La ventana del proveedor se cierra a medio camino</translation>
    </message>
    <message>
        <source>The session expires while the person is connecting</source>
        <translation>La sesión caduca mientras la persona está conectando</translation>
    </message>
    <message>
        <source>The source is connected, but finish never comes</source>
        <translation>La fuente queda conectada, pero finish nunca llega</translation>
    </message>
    <message>
        <source>Tokens endpoint answers 200 with a web page once</source>
        <translation>El servicio de tokens responde 200 con una página web una vez</translation>
    </message>
    <message>
        <source>Tokens endpoint answers 503 twice, then works</source>
        <translation>El servicio de tokens responde 503 dos veces y luego funciona</translation>
    </message>
    <message>
        <source>Tokens endpoint answers for another person</source>
        <translation>El servicio de tokens responde por otra persona</translation>
    </message>
    <message>
        <source>Tokens endpoint asks to wait two seconds (429, Retry-After)</source>
        <translation>El servicio de tokens pide esperar dos segundos (429, Retry-After)</translation>
    </message>
    <message>
        <source>Tokens endpoint breaks once (500), then works</source>
        <translation>El servicio de tokens falla una vez (500) y luego funciona</translation>
    </message>
    <message>
        <source>Tokens endpoint cannot process the request once (422)</source>
        <translation>El servicio de tokens no puede procesar la petición una vez (422)</translation>
    </message>
    <message>
        <source>Tokens endpoint drops the connection once, then works</source>
        <translation>El servicio de tokens corta la conexión una vez y luego funciona</translation>
    </message>
    <message>
        <source>Tokens endpoint fails now and then, always alike</source>
        <translation>El servicio de tokens falla de vez en cuando, siempre igual</translation>
    </message>
    <message>
        <source>Tokens endpoint leaves the accessToken out once</source>
        <translation>El servicio de tokens omite el accessToken una vez</translation>
    </message>
    <message>
        <source>Tokens endpoint never answers once, then works</source>
        <translation>El servicio de tokens no responde una vez y luego funciona</translation>
    </message>
    <message>
        <source>Tokens endpoint refuses the client secret once (401)</source>
        <translation>El servicio de tokens rechaza el secreto de cliente una vez (401)</translation>
    </message>
    <message>
        <source>Tokens endpoint refuses the request once (400)</source>
        <translation>El servicio de tokens rechaza la petición una vez (400)</translation>
    </message>
    <message>
        <source>Tokens endpoint reports a conflict once (409)</source>
        <translation>El servicio de tokens comunica un conflicto una vez (409)</translation>
    </message>
    <message>
        <source>Tokens endpoint takes two seconds to answer</source>
        <translation>El servicio de tokens tarda dos segundos en responder</translation>
    </message>
</context>
</TS>
