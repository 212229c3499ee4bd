// One account server with its own directory of accounts, in memory, on loopback; it ends when its standard input does.
import { TestNetworkNoAppView } from '@atproto/dev-env'

const network = await TestNetworkNoAppView.create({ pds: { blobUploadLimit: 5 * 1024 * 1024 } })
console.log(JSON.stringify({ url: network.pds.url }))
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
