// Push and first pull of the records in a file, timed: node client.js ADDRESS FOLDER RECORDS.json BATCH
const fs = require("fs");
const PouchDB = require("pouchdb-client");
const [address, folder, file, batch] = process.argv.slice(2);
const CHUNK = 5000;

async function timed(work) {
  const begun = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - begun) / 1e9;
}

(async () => {
  const records = JSON.parse(fs.readFileSync(file, "utf8"));
  const options = { batch_size: Number(batch), batches_limit: 10 };
  const remote = `${address}/farmers${batch}`;
  const here = new PouchDB(`${folder}/here${batch}`);
  for (let start = 0; start < records.length; start += CHUNK) {
    await here.bulkDocs(records.slice(start, start + CHUNK));
  }
  const push = await timed(() => here.replicate.to(remote, options));
  const fresh = new PouchDB(`${folder}/fresh${batch}`);
  const pull = await timed(() => fresh.replicate.from(remote, options));
  const { doc_count } = await fresh.info();
  console.log(JSON.stringify({ push, pull, doc_count }));
})();
