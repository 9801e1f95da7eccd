// An import has the shape of the page it begins on while it is read.
export { default } from '../loading'
