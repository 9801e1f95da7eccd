// Names for the bench's customers, as unevenly spread as in France: a few very common ones, a long tail of rare ones.

/** Most common first. */
export const firstNames: readonly string[] = (
  'Marie Jean Pierre Michel Nathalie Isabelle Sylvie Catherine Philippe Martine Christine Françoise Valérie Sandrine Stéphanie Véronique Sophie ' +
  'Céline Nicolas Christophe Julie Aurélie Émilie Laurence Hélène Julien Camille Thomas Léa Manon Chloé Emma Inès Jade Louise Alice Lina Zoé ' +
  'Élodie Mélanie Anaïs Noémie Clémence Agnès Cécile Gaëlle Maëlys Solène Bérénice Éloïse Thaïs Ophélie Margaux Charlotte Juliette Lucie Mathilde ' +
  'Pauline Sarah Laura Marine Justine Océane Romane Salomé Victoire Apolline Adèle Joséphine Marguerite Yasmine Fatima Aïcha Fatou Rokhaya Nour ' +
  'Mohamed Karim Youssef Ahmed Mehdi Loïc Yann Gwenaël Erwan Sébastien Frédéric Jérôme François Benoît Étienne Guénolé Zéphyrin Œdipe Anne-Sophie ' +
  'Marie-Claire Jean-Baptiste Jean-François Marie-Thérèse Pierre-Yves'
).split(' ')

const common =
  'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux David Bertrand Morel Fournier Girard ' +
  'Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier ' +
  'Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour ' +
  'Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Renard Roche Schmitt Roy Leroux Colin Vidal ' +
  'Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq ' +
  'Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury ' +
  'Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider ' +
  'Fernandez Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin Germain Breton Besson Langlois Rémy Lévêque Pelletier Diallo N’Diaye ' +
  'Nguyễn Haddad Belkacem'
const stems =
  'Beau Mont Rive Chat Bour Lam Per Cham Gui Mar Vill Font Roch Bois Grand Clair Dor Fer Gall Hau Jan Kerv Lann Mal Nor Orm Pin Quer Rou Sal Tan Ur Val Wil Yv'
const middles = 'an bel cour del en fin gar in lou mer nel oi pré quin ric sel tin vier'
const endings = 'ac ard at aud eau el elle er et eux ier in ois on ot oux'

/** About ten thousand, most common first. */
export const lastNames: readonly string[] = [
  ...common.split(' '),
  ...stems
    .split(' ')
    .flatMap((stem) => middles.split(' ').flatMap((middle) => endings.split(' ').map((ending) => `${stem}${middle}${ending}`))),
]

export const tagNames: readonly string[] = [
  'fidèle',
  'newsletter',
  'vente privée',
  'robe',
  'retouches',
  'cadeaux',
  'mariage',
  'anniversaire',
  'liste d’attente',
  'pro',
  'premier-contact',
  'sms',
]
