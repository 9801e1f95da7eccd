// Which types of the other system can hold one of our fields, asked of the mapping's own rules.
import { mappingProblems } from '@/lib/crm/field-mapping'
import { type ExternalFieldType, externalFieldTypes } from '@/lib/customers/field-catalogue'

export const acceptedTypes = (ours: string): ExternalFieldType[] =>
  externalFieldTypes.filter((type) => {
    const field = { name: 'field', label: 'field', type, writable: true, maxLength: null, choices: [] }
    return mappingProblems({ [ours]: field.name }, [field]).length === 0
  })
