/** Names of directives in lower case with what to say of them; sections with their bracket. */
type Group = readonly [kind: 'unrelated' | 'left-out', message: string, names: string];

const GROUPS: readonly Group[] = [
  ['unrelated', 'modules: Routepin has what it needs', 'loadmodule loadfile addmodule clearmodulelist'],
  [
    'unrelated',
    'how Apache runs as a process',
    `serverroot defaultruntimedir pidfile user group mutex coredumpdirectory startservers serverlimit threadlimit
     threadsperchild minsparethreads maxsparethreads minspareservers maxspareservers maxrequestworkers maxclients
     maxconnectionsperchild maxrequestsperchild asyncrequestworkerfactor threadstacksize listenbacklog receivebuffersize
     sendbuffersize enablemmap enablesendfile scoreboardfile lockfile gracefulshutdowntimeout listencoresbucketsratio
     acceptfilter acceptmutex extendedstatus <macro use error warning protocol protocols protocolshonororder
     protocolreporting h2direct h2push chrootdir mdomain`,
  ],
  [
    'unrelated',
    'logs and the words of error pages',
    `errorlog errorlogformat customlog logformat transferlog loglevel cookielog rewritelog rewriteloglevel
     forensiclog logiotrackttfb bufferedlogs errordocument serveradmin serversignature servertokens dumpioinput
     dumpiooutput logmessage`,
  ],
  [
    'unrelated',
    'files and what Apache itself makes of them',
    `documentroot <directory <directorymatch <files <filesmatch alias aliasmatch scriptalias scriptaliasmatch scriptsock
     directoryindex directoryslash fallbackresource indexoptions indexignore addicon addiconbytype addiconbyencoding
     addalt defaulticon readmename headername addtype addencoding addlanguage addcharset addhandler addoutputfilter
     addoutputfilterbytype addinputfilter defaulttype typesconfig mimemagicfile languagepriority forcelanguagepriority
     options allowoverride accessfilename usecanonicalname usecanonicalphysicalport hostnamelookups contentdigest
     fileetag adddefaultcharset sethandler action script xbithack ssistarttag userdir setoutputfilter setinputfilter
     forcetype multiviewsmatch fcgidipcdir php_value php_flag php_admin_value php_admin_flag wsgiscriptalias
     wsgidaemonprocess wsgiprocessgroup passengerenabled removehandler removetype filterprovider filterdeclare
     filterchain charsetdefault charsetsourceenc charsetoptions`,
  ],
  [
    'unrelated',
    'who may come in: Routepin lets everybody in who reaches it',
    `order allow deny satisfy require authtype authname authuserfile authgroupfile authbasicprovider authbasicauthoritative
     authldapurl authldapbinddn authldapbindpassword authzldapauthoritative <limit <limitexcept <requireall <requireany
     <requirenone authmerging authdigestprovider authformprovider session sessioncookiename sessioncryptopassphrase
     shibrequestsetting shibcompatvalidator allowmethods limitrequestbody limitrequestfields
     limitrequestfieldsize limitrequestline limitxmlrequestbody requestreadtimeout traceenable secruleengine secrule
     remoteipheader remoteipinternalproxy remoteiptrustedproxy remoteipproxyprotocol oidcproviderissuer`,
  ],
  [
    'unrelated',
    'connections of clients: Routepin has rules of its own',
    'keepalive keepalivetimeout maxkeepaliverequests maxranges httpprotocoloptions h2maxsessionstreams',
  ],
  [
    'unrelated',
    'expiry, caches and compression: answers are handed on as members send them',
    `expiresactive expiresdefault expiresbytype cacheenable cachedisable cacheroot cachelock deflatecompressionlevel
     deflatefilternote deflatebuffersize deflatememlevel deflatewindowsize brotlicompressionquality cachedefaultexpire`,
  ],
  [
    'unrelated',
    'environment variables of other modules',
    'browsermatch browsermatchnocase passenv setenvifnocase setenvif unsetenv setenvifexpr',
  ],
  [
    'left-out',
    'TLS files and rules: a TLS site of Routepin gets a certificate of its own',
    `sslcertificatefile sslcertificatekeyfile sslcertificatechainfile sslcacertificatefile sslcacertificatepath sslprotocol
     sslciphersuite sslhonorcipherorder sslsessioncache sslsessioncachetimeout sslsessiontickets sslcompression
     sslrandomseed sslpassphrasedialog sslstrictsnivhostcheck sslusestapling sslstaplingcache sslstaplingrespondertimeout
     sslstaplingreturnrespondererrors ssloptions sslverifyclient sslverifydepth sslcarevocationfile sslopensslconfcmd
     sslinsecurerenegotiation sslmutex sslrequire sslrequiressl sslfips sslcryptodevice sslcarevocationcheck sslusername`,
  ],
  [
    'left-out',
    "how members' certificates are checked is not part of a project",
    `sslproxyverify sslproxyverifydepth sslproxycheckpeercn sslproxycheckpeername sslproxycheckpeerexpire sslproxyprotocol
     sslproxyciphersuite sslproxycacertificatefile sslproxycacertificatepath sslproxymachinecertificatefile
     sslproxymachinecertificatepath sslproxycarevocationfile sslproxycarevocationcheck`,
  ],
  [
    'left-out',
    'Routepin has no such setting for its balancing',
    `proxyvia proxyerroroverride proxyaddheaders proxystatus proxymaxforwards proxyiobuffersize proxyreceivebuffersize
     proxybadheader proxydomain proxyblock proxyremote proxyremotematch proxy100continue proxysourceaddress
     proxypassinherit proxypassinterpolateenv proxypassreversecookiepath proxypassreversecookiedomain noproxy
     balancerinherit balancergrowth balancerpersist allowencodedslashes mergeslashes allowconnect proxyfcgibackendtype
     proxywebsocketfallbacktoproxyhttp proxywebsocketasync proxywebsocketidletimeout proxyhcexpr proxyhctpsize
     heartbeatstorage heartbeatlisten heartbeataddress proxyhtmlenable proxyhtmlurlmap proxyhtmlextended proxyhtmllinks
     proxyhtmlevents proxyhtmlcharsetout proxyhtmldoctype proxyhtmlinterp substitute substitutemaxlinelength
     proxyexpressenable proxyexpressdbmfile proxyftpdircharset`,
  ],
  [
    'left-out',
    'other ways to rewrite or redirect are not followed',
    'redirect redirectmatch redirectpermanent redirecttemp',
  ],
  [
    'left-out',
    'rewriting is not followed: of RewriteRule only [P] concerns balancing',
    'rewriteengine rewritecond rewritebase rewritemap rewriteoptions rewriterule',
  ],
  ['left-out', 'headers of requests and answers are handed on as they are', 'header requestheader'],
  ['left-out', 'it may change how Apache speaks to members; Routepin has no such switch', 'setenv'],
  [
    'left-out',
    'another balancer for Tomcat (mod_jk), whose workers stand in a file of their own',
    'jkmount jkunmount jkworkersfile jkworkerproperty jklogfile jkloglevel jkmountfile jkoptions jkshmfile jkautoalias jkstripsession jkrequestlogformat jkenvvar jkmountcopy jkwatchdoginterval',
  ],
  [
    'left-out',
    'another balancer (the plug-in of WebLogic)',
    'weblogichost weblogicport weblogiccluster debug wlcookiename wlproxyssl matchexpression wllogfile wltempdir weblogicsslversion secureproxy trustedca <weblogic',
  ],
  [
    'left-out',
    'another balancer (mod_cluster), whose members announce themselves',
    'enablemcpmreceive managerbalancername servadvertise serveradvertise advertisefrequency createbalancers  maxcontext maxnode maxhost maxsessionid memmanagerfile allowdisplay advertisegroup advertisesecuritykey useracquire usealias persistslots',
  ],
];

const KNOWN: ReadonlyMap<string, { readonly kind: 'unrelated' | 'left-out'; readonly message: string }> =
  new Map(
    GROUPS.flatMap(([kind, message, names]) =>
      names.split(/\s+/).map((name) => [name, { kind, message }] as const),
    ),
  );

/** What to say of a directive that nothing else has read; `undefined` when its name is not known. */
export function knownDirective(
  key: string,
): { readonly kind: 'unrelated' | 'left-out'; readonly message: string } | undefined {
  return KNOWN.get(key);
}
