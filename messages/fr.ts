// One line a namespace; its words are in fr/<namespace>.json.
export { default as auth } from './fr/auth.json'
export { default as common } from './fr/common.json'
export { default as customers } from './fr/customers.json'
export { default as errors } from './fr/errors.json'
export { default as nav } from './fr/nav.json'
export { default as settings } from './fr/settings.json'
export { default as timeline } from './fr/timeline.json'
export { default as units } from './fr/units.json'
