// The rooms as import rules (docs/ARCHITECTURE.md). lib/test/fences.test.ts plants one violation per rule.
const test = '\\.test\\.tsx?$|^lib/test/|^e2e/|^bench/|^lib/[^/]+/contract/'
const domain = '^lib/(customers|messages|sync|consent|segments|assistant|views)/'
const adapters = '^lib/(crm|channels|db|assistant/providers)/'
const composition = '^lib/(server|auth)/'
const delivery = '^(app|components)/'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'floor-imports-nothing',
      comment: 'lib/shared is the floor: it knows none of the rooms above.',
      severity: 'error',
      from: { path: '^lib/shared/', pathNot: test },
      to: { path: '^(app|components|lib)/', pathNot: '^lib/shared/' },
    },
    {
      name: 'domain-imports-downward',
      comment: 'The domain knows ports, rules and the floor; never an adapter, the composition or a screen.',
      severity: 'error',
      from: { path: domain, pathNot: `${test}|^lib/assistant/providers/` },
      to: { path: `${adapters}|${composition}|${delivery}` },
    },
    {
      name: 'domain-packages',
      comment: 'The domain uses zod and the phone library, no framework and no driver.',
      severity: 'error',
      from: { path: domain, pathNot: `${test}|^lib/assistant/providers/` },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        pathNot: 'node_modules/(zod|libphonenumber-js)/',
      },
    },
    {
      name: 'adapters-import-downward',
      comment: 'Adapters are wired by the composition; they never call it or a screen.',
      severity: 'error',
      from: { path: adapters, pathNot: test },
      to: { path: `${composition}|${delivery}` },
    },
    {
      name: 'composition-imports-downward',
      severity: 'error',
      from: { path: composition, pathNot: test },
      to: { path: delivery },
    },
    {
      name: 'delivery-without-database',
      comment: 'Screens and routes reach data through the composition and the use cases only.',
      severity: 'error',
      from: { path: delivery, pathNot: test },
      to: { path: '^lib/db/|node_modules/(pg|@prisma|prisma)/' },
    },
    {
      name: 'components-import-no-pages',
      severity: 'error',
      from: { path: '^components/', pathNot: test },
      to: { path: '^app/', pathNot: '/actions\\.ts$|/[a-z-]+-action\\.ts$' },
    },
    {
      name: 'only-native-touches-the-database',
      comment: 'A vendor gets a credential getter, never a database; native is the database. The factory wires.',
      severity: 'error',
      from: { path: '^lib/(crm|channels)/', pathNot: `${test}|^lib/crm/vendors/native/|^lib/crm/factory\\.ts$` },
      to: { path: '^lib/db/' },
    },
    {
      name: 'vendors-by-registry-only',
      comment: 'A vendor is one folder and one registry line.',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: `${test}|^lib/crm/vendors/|^lib/crm/(registry|factory)\\.ts$` },
      to: { path: '^lib/crm/vendors/' },
    },
    {
      name: 'vendors-apart',
      severity: 'error',
      from: { path: '^lib/crm/vendors/([^/]+)/', pathNot: test },
      to: { path: '^lib/crm/vendors/', pathNot: '^lib/crm/vendors/$1/' },
    },
    {
      name: 'driver-in-db-only',
      comment: 'PostgreSQL is spoken in lib/db; tenantDb is the way in.',
      severity: 'error',
      from: { path: '^lib/', pathNot: `${test}|^lib/db/|^lib/server/(worker|live)\\.ts$` },
      to: { path: 'node_modules/(pg|@prisma)/|^lib/db/generated/' },
    },
    {
      name: 'tests-stay-out',
      comment: 'Test tools and fixtures never reach the product.',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: `${test}|/__fixtures__/` },
      to: { path: '^lib/test/|^e2e/|/__fixtures__/|\\.test\\.tsx?$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '^lib/db/generated/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^(app|components|lib|proxy)', pathNot: '^lib/db/generated/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^\\.next/|^lib/test/planted/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
}
