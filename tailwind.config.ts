// Every design token, and the only place where one is decided. Colours are CSS variables that hold the light and the dark
// value under one name; the page follows the system unless <html data-theme> says otherwise.
import type { Config } from 'tailwindcss'
import plugin from 'tailwindcss/plugin'

/** [light, dark]. Text pairs keep 4.5:1, control borders 3:1: components/ui/tokens.test.ts computes it. */
export const palette = {
  canvas: ['#faf9f7', '#171512'],
  surface: ['#ffffff', '#1f1c19'],
  raised: ['#ffffff', '#282420'],
  sunken: ['#f3f1ed', '#2a2622'],
  line: ['#e6e2db', '#37322c'],
  control: ['#8f877b', '#7d756a'],
  ink: ['#1f1b16', '#f3efe8'],
  muted: ['#665f55', '#aba397'],
  ladybird: ['#c42a1c', '#c93427'],
  'ladybird-hover': ['#a82216', '#b52c20'],
  'ladybird-mark': ['#c42a1c', '#f0604f'],
  'on-ladybird': ['#ffffff', '#ffffff'],
  focus: ['#2563b0', '#7fb3f0'],
  ok: ['#1d6b3e', '#74cd92'],
  'ok-soft': ['#e5f3ea', '#17301f'],
  warn: ['#815200', '#e6b85c'],
  'warn-soft': ['#fbf0d5', '#352910'],
  danger: ['#a51736', '#ff93a2'],
  'danger-soft': ['#fceaed', '#3d1820'],
  info: ['#1f5a9e', '#8abaf2'],
  'info-soft': ['#e5effa', '#15293f'],
  'hue-stone': ['#5c554b', '#c9c1b4'],
  'hue-stone-soft': ['#eeebe5', '#35302a'],
  'hue-rose': ['#a02358', '#f79bbd'],
  'hue-rose-soft': ['#fce8f0', '#3d1a29'],
  'hue-amber': ['#85500a', '#e9b765'],
  'hue-amber-soft': ['#faeeda', '#362810'],
  'hue-lime': ['#4b6413', '#b3cd6b'],
  'hue-lime-soft': ['#edf4da', '#262f12'],
  'hue-teal': ['#11665f', '#67cabf'],
  'hue-teal-soft': ['#dcf3f0', '#11302d'],
  'hue-sky': ['#1c5c8c', '#82c0ee'],
  'hue-sky-soft': ['#e1f0fa', '#142c3d'],
  'hue-violet': ['#6340ae', '#bda5f3'],
  'hue-violet-soft': ['#efe9fb', '#2a2142'],
} as const satisfies Record<string, readonly [light: string, dark: string]>

const names = Object.entries(palette)
const light = Object.fromEntries(names.map(([name, [value]]) => [`--${name}`, value]))
const dark = Object.fromEntries(names.map(([name, [, value]]) => [`--${name}`, value]))

/** Space in steps of 4 px: `p-3` is 12 px. */
const steps = Object.fromEntries(Array.from({ length: 161 }, (_, step) => [String(step), `${step * 4}px`]))

export default {
  content: [],
  theme: {
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      inherit: 'inherit',
      ...Object.fromEntries(names.map(([name]) => [name, `var(--${name})`])),
    },
    spacing: {
      ...steps,
      px: '1px',
      /** Lines of a list; a control a finger may press (36 px under a mouse, 44 px otherwise); the frame. */
      row: '44px',
      compact: '36px',
      touch: 'var(--touch)',
      rail: '224px',
      bar: '56px',
    },
    fontFamily: {
      sans: ['var(--font-latin-ext)', 'var(--font-latin)', 'system-ui', 'sans-serif'],
      mono: ['ui-monospace', '"SF Mono"', 'Menlo', 'Consolas', 'monospace'],
    },
    fontSize: {
      xs: ['12px', '16px'],
      sm: ['14px', '20px'],
      base: ['16px', '24px'],
      lg: ['20px', '28px'],
      xl: ['28px', '36px'],
    },
    borderRadius: { none: '0', sm: '4px', DEFAULT: '8px', full: '9999px' },
    boxShadow: { none: 'none', float: '0 8px 24px -8px rgb(0 0 0 / 0.24)' },
    screens: { sm: '640px', md: '768px', lg: '1024px', xl: '1280px' },
    extend: {
      maxWidth: { form: '560px', prose: '680px', page: '1200px' },
      minWidth: { touch: 'var(--touch)' },
      minHeight: { touch: 'var(--touch)' },
      transitionDuration: { DEFAULT: '120ms' },
      keyframes: {
        'fade-in': { from: { opacity: '0' } },
        rise: { from: { opacity: '0', transform: 'translateY(16px)' } },
        'slide-in': { from: { opacity: '0', transform: 'translateX(16px)' } },
      },
      animation: {
        'fade-in': 'fade-in 100ms ease-out',
        rise: 'rise 140ms ease-out',
        'slide-in': 'slide-in 140ms ease-out',
      },
      zIndex: { bar: '20', float: '50' },
    },
  },
  plugins: [
    plugin((api) => {
      api.addBase({
        ':root': { ...light, colorScheme: 'light', '--touch': '44px' },
        '@media (prefers-color-scheme: dark)': {
          ":root:not([data-theme='light'])": { ...dark, colorScheme: 'dark' },
        },
        ":root[data-theme='dark']": { ...dark, colorScheme: 'dark' },
        '@media (min-width: 768px) and (pointer: fine)': { ':root': { '--touch': '36px' } },
      })
    }),
  ],
} satisfies Config
