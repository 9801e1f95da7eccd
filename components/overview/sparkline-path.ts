// A line through daily values, in a box of 0..width by 0..height with the highest value at the top and nothing at the bottom.

/** An SVG path, and the same closed along the bottom; flat at the bottom when every value is 0. */
export function sparklinePath(values: readonly number[], width: number, height: number): { line: string; area: string } {
  const highest = Math.max(1, ...values)
  const step = values.length > 1 ? width / (values.length - 1) : width
  const round = (value: number) => Math.round(value * 10) / 10
  const points = values.map((value, at) => `${round(at * step)},${round(height - (Math.max(0, value) / highest) * height)}`)
  const line = points.map((point, at) => `${at === 0 ? 'M' : 'L'}${point}`).join('')
  return { line, area: points.length === 0 ? '' : `${line}L${width},${height}L0,${height}Z` }
}
