// Says whether SM2 signatures hold, by sm-crypto-v2. In: a line of JSON per signature {message, signature, public}, hex
// where it is bytes (signature r ‖ s, public key 04 ‖ x ‖ y). Out: a line each, true or false.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const { sm2 } = createRequire(`${process.argv[2]}/`)("sm-crypto-v2");
for await (const line of createInterface({ input: process.stdin })) {
  const { message, signature, public: key } = JSON.parse(line);
  const options = { hash: true, der: false, userId: "1234567812345678" };
  console.log(sm2.doVerifySignature(message, signature, key, options));
}
