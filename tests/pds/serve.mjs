// One account server with its own directory of accounts, in memory, on loopback; it ends when its standard input does.
import { TestNetworkNoAppView } from '@atproto/dev-env'
import Database from 'better-sqlite3'

// This interpreter falls over when a database or a statement is collected as garbage: none ever is.
const kept = new Set()
const prepare = Database.prototype.prepare
Database.prototype.prepare = function (...words) {
  const statement = prepare.apply(this, words)
  kept.add(this).add(statement)
  return statement
}

const network = await TestNetworkNoAppView.create({ pds: { blobUploadLimit: 5 * 1024 * 1024 } })
console.log(JSON.stringify({ url: network.pds.url }))
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
