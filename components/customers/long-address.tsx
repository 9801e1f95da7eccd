// An e-mail address where there is little room: it breaks before its @ rather than anywhere.

export function LongAddress({ value }: { value: string }) {
  const at = value.indexOf('@')
  if (at < 1) return value
  return (
    <>
      {value.slice(0, at)}
      <wbr />
      {value.slice(at)}
    </>
  )
}
