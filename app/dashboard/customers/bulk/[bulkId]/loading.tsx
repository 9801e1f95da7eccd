// A bulk job has the shape of an import while it is read.
export { default } from '../../import/loading'
