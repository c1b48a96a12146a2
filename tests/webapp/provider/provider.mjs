// A certified OpenID provider for the tests.  node provider.mjs PORT KEYS REDIRECT LOGGED_OUT SECONDS_OF_A_CODE
// Whoever types a name into its log-in page is that person; PEOPLE tells what it says of them.
import { Provider } from "../../../frontend/node_modules/oidc-provider/lib/index.js";

const [port, keys, redirect, loggedOut, codeLife] = process.argv.slice(2);
const PEOPLE = {
  anna: { name: "Anna Ahonen", email: "anna@example.fi", email_verified: true, groups: ["Neuvojat", "Muut"] },
  erik: { name: "Erik Ek", email: "erik@example.fi", email_verified: true, groups: ["Admins"] },
  unverified: { name: "Not Anna", email: "anna@example.fi", email_verified: false, groups: [] },
  stray: { name: "Stray Person", email: "stray@example.fi", email_verified: true, groups: ["Unheard of"] },
};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "hankepolku",
    client_secret: "a secret of the tests",
    redirect_uris: [redirect],
    post_logout_redirect_uris: [loggedOut],
    backchannel_logout_session_required: true,
  }],
  pkce: { required: () => true },
  jwks: JSON.parse(keys),
  cookies: { keys: ["a key of the tests"] },
  claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"], groups: ["groups"] },
  scopes: ["openid", "offline_access"],
  ttl: { AuthorizationCode: Number(codeLife), IdToken: 3600, AccessToken: 3600, Interaction: 600, Grant: 3600, Session: 3600 },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true }, backchannelLogout: { enabled: true } },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
