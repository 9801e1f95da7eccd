// Everything that is not the genuine delivery: none of these may pass. Used by the contract and by the door's own test.
import { createHmac } from 'node:crypto'
import type { RawDelivery } from '@/lib/messages/channel'
import { address, type ChannelWorld, now } from './channel-world'

const flip = (bytes: Buffer, at: number, bit: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << bit), at)
  return copy
}

/** Named forgeries of one genuine delivery, at least 40. */
export function forgeriesOf(world: ChannelWorld, bodyName: string): Record<string, RawDelivery> {
  const [secret, foreign] = world.secrets
  const { body } = world.bodies[bodyName]!
  const genuine = world.sign(body, secret)
  const signature = genuine.headers[world.signatureHeader]!
  const withSignature = (value: string): RawDelivery => ({
    ...genuine,
    headers: { ...genuine.headers, [world.signatureHeader]: value },
  })
  const withBody = (changed: Buffer): RawDelivery => ({ ...genuine, body: changed })
  const without = (header: string): RawDelivery => ({
    ...genuine,
    headers: Object.fromEntries(Object.entries(genuine.headers).filter(([name]) => name !== header)),
  })
  const bytes = Buffer.from(signature.replace(/^v1,/, ''), 'base64')
  const prefix = signature.startsWith('v1,') ? 'v1,' : ''

  const forged: Record<string, RawDelivery> = {
    'no signature': without(world.signatureHeader),
    'an empty signature': withSignature(''),
    'the word undefined': withSignature('undefined'),
    'half a signature': withSignature(signature.slice(0, signature.length / 2)),
    'a longer signature': withSignature(`${signature}A`),
    'a signature with a space before': withSignature(` ${signature}`),
    'a signature in quotes': withSignature(`"${signature}"`),
    'a lower-case signature': withSignature(signature.toLowerCase()),
    'a signature in hex': withSignature(prefix + bytes.toString('hex')),
    'a signature without padding': withSignature(signature.replace(/=+$/, '')),
    'a signature in base64url': withSignature(prefix + bytes.toString('base64url')),
    'a signature that is percent-encoded': withSignature(encodeURIComponent(signature)),
    zeros: withSignature(prefix + Buffer.alloc(bytes.length).toString('base64')),
    'the header twice': withSignature(`${signature}, ${signature}`),
    'a wrong header, then the right one': withSignature(
      `${prefix}${Buffer.alloc(bytes.length).toString('base64')}, ${signature}`,
    ),
    'the right header, then a wrong one': withSignature(
      `${signature}, ${prefix}${Buffer.alloc(bytes.length).toString('base64')}`,
    ),
    'another tenant’s secret': world.sign(body, foreign),
    'the body signed alone': withSignature(prefix + createHmac('sha256', secret).update(body).digest('base64')),
    'the body signed alone, sha1': withSignature(prefix + createHmac('sha1', secret).update(body).digest('base64')),
    'an empty key': withSignature(prefix + createHmac('sha1', '').update(address).update(body).digest('base64')),
    'no body': withBody(Buffer.alloc(0)),
    'a byte more': withBody(Buffer.concat([body, Buffer.from('x')])),
    'a byte less': withBody(body.subarray(0, -1)),
    'a byte order mark': withBody(Buffer.concat([Buffer.from('\uFEFF'), body])),
    'a line more': withBody(Buffer.concat([body, Buffer.from('\r\n')])),
    'latin-1 text': withBody(Buffer.concat([body.subarray(0, 30), Buffer.from('é', 'latin1'), body.subarray(30)])),
    'utf-16 text': withBody(Buffer.from(body.toString('utf8'), 'utf16le')),
    'another genuine body': withBody(Object.entries(world.bodies).find(([name]) => name !== bodyName)![1].body),
  }
  for (let index = 0; index < bytes.length; index += 2)
    forged[`bit flipped in byte ${index} of the signature`] = withSignature(
      prefix + flip(bytes, index, index % 8).toString('base64'),
    )
  for (let step = 0; step < 24; step++) {
    const at = Math.floor((step * body.length) / 24)
    const changed = flip(body, at, step % 7)
    if (!world.sameToScheme(changed, body)) forged[`bit flipped in byte ${at} of the body`] = withBody(changed)
  }
  if (world.signsAddress)
    for (const url of [
      address.replace('https:', 'http:'),
      address.replace('hub.example.org', 'internal:3000'),
      address.replace('hub.example.org', 'hub.example.org.evil.example'),
      address.replace('hub.example.org', 'hub.example.org.:443'),
      `${address}/`,
      `${address}?a=1`,
      `${address}#x`,
      address.replace(/1$/, '2'),
    ])
      forged[`sent to ${url}`] = { ...genuine, url }
  if (world.signsTime)
    for (const seconds of [-301, 301, -3600, 86_400])
      forged[`signed ${seconds} s from now`] = world.sign(body, secret, { at: new Date(now.getTime() + seconds * 1000) })
  return { ...forged, ...world.forgeries(genuine, secret) }
}
