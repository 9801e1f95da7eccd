'use client'
// The button that sends a form; busy while the form's action runs.
import { useFormStatus } from 'react-dom'
import { Button, type ButtonProps } from './button'

export function SubmitButton({ variant = 'primary', loading = false, ...rest }: Omit<ButtonProps, 'type'>) {
  const { pending } = useFormStatus()
  return <Button {...rest} type="submit" variant={variant} loading={loading || pending} />
}
