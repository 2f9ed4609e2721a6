// A mail server with encryption, for src/platform/mail/tls_test.cpp: node smtp-server.mjs starttls|tls KEY CERTIFICATE USER PASSWORD
// Prints its port, then each mail as "FROM TO BASE64"; ends when its standard input does.
import { readFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";

const [mode, key, certificate, user, password] = process.argv.slice(2);
const server = new SMTPServer({
  secure: mode === "tls",
  key: readFileSync(key),
  cert: readFileSync(certificate),
  authMethods: ["PLAIN", "LOGIN"],
  disableReverseLookup: true,
  onAuth(auth, session, done) {
    const right = session.secure && auth.username === user && auth.password === password;
    right ? done(null, { user }) : done(new Error("Wrong user or password"));
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      const { mailFrom, rcptTo } = session.envelope;
      console.log(mailFrom.address, rcptTo[0].address, Buffer.concat(parts).toString("base64"));
      done();
    });
  },
});
server.on("error", () => {}); // a client that does not like the certificate ends the connection
server.listen(0, "127.0.0.1", () => console.log(server.server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
