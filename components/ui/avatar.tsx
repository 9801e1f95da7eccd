// Initials in a hue of their own; a customer without a name gets a figure. Decorative: the name stands beside it.
import clsx from 'clsx'
import { UserRound } from 'lucide-react'
import { hueClass, hueOf } from './hues'
import { initials } from './initials'

const sizes = { sm: 'size-6 text-xs', md: 'size-8 text-xs', lg: 'size-12 text-base' } as const

type AvatarProps = {
  name: string | null | undefined
  /** What decides the colour, such as the customer's id, so that a new name does not change it. */
  seed?: string | undefined
  size?: keyof typeof sizes | undefined
  className?: string | undefined
}

export function Avatar({ name, seed, size = 'md', className }: AvatarProps) {
  const letters = initials(name ?? '')
  return (
    <span
      aria-hidden
      className={clsx(
        'inline-flex shrink-0 items-center justify-center rounded-full font-medium select-none',
        sizes[size],
        letters === '' ? hueClass.stone : hueClass[hueOf(seed ?? name ?? '')],
        className,
      )}
    >
      {letters === '' ? <UserRound className="size-1/2" /> : letters}
    </span>
  )
}
