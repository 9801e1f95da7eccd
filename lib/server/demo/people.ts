// The invented customers of the demo shop. Phones are from the range kept for fiction (06 39 98 xx xx), e-mails from example.*.
import type { ContactChannel } from '@/lib/customers/customer'

export interface DemoPerson {
  firstName: string | null
  lastName: string | null
  /** As a person types it; null for none. */
  phone: string | null
  email: string | null
  channel: ContactChannel | null
  segment: 'vip' | 'active' | 'standard' | 'prospect' | null
  tags: string[]
  /** How many months ago the shop met this person. */
  months: number
  orders: number
  note?: string
}

const person = (
  firstName: string | null,
  lastName: string | null,
  phone: string | null,
  email: string | null,
  channel: DemoPerson['channel'],
  segment: DemoPerson['segment'],
  months: number,
  orders: number,
  tags: string[] = [],
  note?: string,
): DemoPerson => ({ firstName, lastName, phone, email, channel, segment, months, orders, tags, ...(note === undefined ? {} : { note }) })

export const people: readonly DemoPerson[] = [
  person('Hélène', 'Œuvrard', '06 39 98 00 12', 'helene.oeuvrard@example.fr', 'sms', 'vip', 18, 14, ['fidèle', 'vente privée'],
    'Cliente depuis l’ouverture. Préfère être prévenue par SMS dès l’arrivée des nouvelles collections.'),
  person('Marie-Claire', 'Lefèvre', '06.39.98.01.47', 'marie-claire.lefevre@example.org', 'email', 'vip', 18, 11, ['fidèle', 'retouches'],
    'Taille 42, raccourcir systématiquement les pantalons de 3 cm.'),
  person('Anaïs', 'Béranger', '+33 6 39 98 02 31', 'anais.beranger@example.fr', 'whatsapp', 'vip', 17, 9, ['fidèle', 'robe'],
    'Cherche souvent des robes pour le travail, plutôt sobres. Adore la soie.'),
  person('Françoise', 'Nguyễn', '0639980358', 'francoise.nguyen@example.org', 'phone', 'vip', 16, 12, ['fidèle'],
    'Ne pas appeler avant 11 h.'),
  person('Solène', 'Le Goff', '06 39 98 04 19', 'solene.legoff@example.fr', 'whatsapp', 'vip', 15, 8, ['vente privée', 'robe']),
  person('Bérénice', 'd’Hauteville', '06 39 98 05 73', 'berenice.dhauteville@example.org', 'email', 'vip', 14, 10, ['fidèle', 'anniversaire'],
    'Anniversaire le 12 mars : prévoir une petite attention.'),
  person('Maëlys', 'Cœurdacier', '+33639980664', 'maelys.coeurdacier@example.fr', 'sms', 'vip', 12, 7, ['vente privée']),
  person('Jean-Baptiste', 'Lemaître', '06 39 98 07 08', 'jb.lemaitre@example.org', 'email', 'vip', 11, 6, ['cadeaux'],
    'Achète pour son épouse (taille 38, pointure 37). Toujours proposer un paquet cadeau.'),
  person('Camélia', 'Aït-Ahmed', '06 39 98 08 25', 'camelia.aitahmed@example.fr', 'whatsapp', 'active', 16, 6, ['robe']),
  person('Éloïse', 'Garnier', '06-39-98-09-90', 'eloise.garnier@example.org', 'sms', 'active', 15, 5, ['mariage'],
    'Témoin au mariage de sa sœur en juin, cherche une tenue bleu nuit.'),
  person('Noémie', 'Chauveau', '06 39 98 10 03', 'noemie.chauveau@example.fr', 'sms', 'active', 14, 5, ['retouches']),
  person('Clémence', 'Dupont', '06 39 98 11 62', 'clemence.dupont@example.org', 'email', 'active', 14, 4, ['newsletter']),
  person('Inès', 'Belkacem', '06 39 98 12 77', 'ines.belkacem@example.fr', 'whatsapp', 'active', 13, 6, ['robe', 'newsletter']),
  person('Aurélie', 'Fontaine', '06 39 98 13 45', 'aurelie.fontaine@example.org', 'sms', 'active', 13, 3),
  person('Léa', 'Rousseau', '0033639981429', 'lea.rousseau@example.fr', 'whatsapp', 'active', 12, 4, ['newsletter']),
  person('Marguerite', 'de La Tour', '06 39 98 15 84', 'marguerite.delatour@example.org', 'phone', 'active', 12, 5, ['retouches'],
    'Vient toujours le samedi matin, demande Camille.'),
  person('Zoé', 'Perrin', '06 39 98 16 50', 'zoe.perrin@example.fr', 'sms', 'active', 11, 3),
  person('Gaëlle', 'Kervella', '06 39 98 17 36', 'gaelle.kervella@example.org', 'email', 'active', 11, 4, ['newsletter']),
  person('Thaïs', 'Moreau', '06 39 98 18 91', 'thais.moreau@example.fr', 'whatsapp', 'active', 10, 3, ['robe']),
  person('Agnès', 'Colin', '06 39 98 19 17', 'agnes.colin@example.org', 'sms', 'active', 10, 4),
  person('Sébastien', 'Roy', '06 39 98 20 66', 'sebastien.roy@example.fr', 'email', 'active', 9, 3, ['cadeaux']),
  person('Yasmine', 'Haddad', '06 39 98 21 02', 'yasmine.haddad@example.org', 'whatsapp', 'active', 9, 5, ['robe', 'fidèle']),
  person('Cécile', 'Brunet', '06 39 98 22 58', 'cecile.brunet@example.fr', 'sms', 'active', 8, 3, ['retouches'],
    'Manteau camel mis de côté jusqu’à vendredi.'),
  person('Ophélie', 'Guérin', '06 39 98 23 40', 'ophelie.guerin@example.org', 'email', 'active', 8, 2, ['newsletter']),
  person('Margaux', 'Teissier', '06 39 98 24 13', 'margaux.teissier@example.fr', 'whatsapp', 'active', 7, 3, ['mariage']),
  person('Élodie', 'Mercier', '06 39 98 25 95', 'elodie.mercier@example.org', 'sms', 'active', 6, 2),
  person('Adèle', 'Vasseur', '06 39 98 26 21', 'adele.vasseur@example.fr', 'sms', 'standard', 14, 2),
  person('Chloé', 'Marchand', '06 39 98 27 78', 'chloe.marchand@example.org', 'email', 'standard', 13, 1, ['newsletter']),
  person('Nathalie', 'Besançon', '06 39 98 28 34', 'nathalie.besancon@example.fr', 'phone', 'standard', 12, 2),
  person('Rokhaya', 'N’Diaye', '06 39 98 29 69', 'rokhaya.ndiaye@example.org', 'whatsapp', 'standard', 12, 2, ['robe']),
  person('Émilie', 'Charpentier', '06 39 98 30 15', 'emilie.charpentier@example.fr', 'sms', 'standard', 11, 1),
  person('Valérie', 'Faÿ', '06 39 98 31 82', 'valerie.fay@example.org', 'email', 'standard', 10, 2, ['retouches']),
  person('Joséphine', 'Arnaud', '06 39 98 32 47', 'josephine.arnaud@example.fr', 'sms', 'standard', 10, 1),
  person('Mathilde', 'Renard', null, 'mathilde.renard@example.org', 'email', 'standard', 9, 2, ['newsletter']),
  person('Karine', 'Delaunay', '06 39 98 33 06', null, 'sms', 'standard', 9, 1),
  person('Pénélope', 'Baptiste', '06 39 98 34 73', 'penelope.baptiste@example.fr', 'whatsapp', 'standard', 8, 2),
  person('Anne-Sophie', 'Leclerc', '06 39 98 35 28', 'anne-sophie.leclerc@example.org', 'email', 'standard', 8, 1, ['cadeaux']),
  person('Loïc', 'Tanguy', '06 39 98 36 94', 'loic.tanguy@example.fr', 'sms', 'standard', 7, 1, ['cadeaux']),
  person('Mélanie', 'Girard', '06 39 98 37 11', 'melanie.girard@example.org', 'sms', 'standard', 6, 1),
  person('Fatou', 'Diallo', '06 39 98 38 57', 'fatou.diallo@example.fr', 'whatsapp', 'standard', 6, 2, ['robe']),
  person('Stéphanie', 'Müller', '06 39 98 39 23', 'stephanie.muller@example.org', 'email', 'standard', 5, 1),
  person('Louise', 'Dupond', '06 39 98 40 80', 'louise.dupond@example.fr', 'sms', 'standard', 5, 1),
  person('Charlotte', 'Bonnet', '06 39 98 41 35', 'charlotte.bonnet@example.org', 'whatsapp', 'standard', 4, 1, ['retouches']),
  person('Apolline', 'Saint-Germain', '06 39 98 42 49', 'apolline.saintgermain@example.fr', 'email', 'standard', 4, 1),
  // The same person twice, as it happens at a till: one card with the e-mail, one with the phone.
  person('Sandrine', 'Pélissier', null, 'sandrine.pelissier@example.org', 'email', 'active', 12, 3, ['newsletter']),
  person('Sandrine', 'Pelissier', '06 39 98 43 18', null, 'sms', 'standard', 2, 1),
  person('Marie Thérèse', 'Le Bihan', '06 39 98 44 52', 'mt.lebihan@example.fr', 'phone', 'standard', 11, 2),
  person('Marie-Thérèse', 'LE BIHAN', '06 39 98 45 87', null, 'sms', null, 1, 0),
  person('Victoire', 'Lacroix', '06 39 98 46 04', 'victoire.lacroix@example.org', 'sms', 'prospect', 5, 0, ['liste d’attente'],
    'Attend le retour en stock du trench beige en 36.'),
  person('Manon', 'Gauthier', null, 'manon.gauthier@example.fr', 'email', 'prospect', 4, 0, ['newsletter']),
  person('Salomé', 'Abitbol', '06 39 98 47 61', null, 'whatsapp', 'prospect', 4, 0),
  person('Lucie', 'Hébert', '06 39 98 48 26', 'lucie.hebert@example.org', 'sms', 'prospect', 3, 0, ['mariage']),
  person('Romane', 'Lévêque', null, 'romane.leveque@example.fr', 'email', 'prospect', 3, 0, ['newsletter']),
  person('Alizée', 'Picard', '06 39 98 49 93', null, 'whatsapp', 'prospect', 2, 0, ['liste d’attente']),
  person('Nolwenn', 'Cadiou', '06 39 98 50 38', 'nolwenn.cadiou@example.org', 'email', 'prospect', 2, 0),
  person('Priscilla', 'Santos', '06 39 98 51 74', null, 'sms', 'prospect', 1, 0),
  person('Flavie', null, '06 39 98 52 09', null, 'whatsapp', 'prospect', 1, 0),
  // First contacts that nobody has named yet.
  person(null, null, '06 39 98 53 65', null, 'sms', null, 1, 0, ['premier-contact', 'sms']),
  person(null, null, '06 39 98 54 20', null, 'whatsapp', null, 1, 0, ['premier-contact', 'whatsapp']),
  person(null, null, '06 39 98 55 86', null, 'sms', null, 0, 0, ['premier-contact', 'sms']),
  person(null, null, null, 'bonjour.paris11@example.org', 'email', null, 0, 0, ['premier-contact', 'email']),
]
