// What customers of the demo shop wrote in the last weeks, and what the shop answered.
import type { ContactChannel } from '@/lib/customers/customer'

export interface DemoTurn {
  /** `in` from the customer, `out` from the shop. */
  way: 'in' | 'out'
  /** Minutes after the conversation's beginning. */
  after: number
  text: string
}

export interface DemoConversation {
  /** Phone or e-mail of the person, as written in people.ts. */
  with: string
  channel: ContactChannel
  /** The beginning, in hours before now. */
  hoursAgo: number
  turns: DemoTurn[]
}

const conversation = (who: string, channel: ContactChannel, hoursAgo: number, ...turns: DemoTurn[]): DemoConversation => ({
  with: who,
  channel,
  hoursAgo,
  turns,
})
const asks = (text: string, after = 0): DemoTurn => ({ way: 'in', after, text })
const answers = (text: string, after: number): DemoTurn => ({ way: 'out', after, text })

export const conversations: readonly DemoConversation[] = [
  conversation(
    '06 39 98 00 12',
    'sms',
    3,
    asks('Bonjour Camille, la robe portefeuille vue en vitrine existe-t-elle en 38 ?'),
    answers('Bonjour Hélène ! Oui, il nous en reste deux en 38. Je vous en mets une de côté ?', 12),
    asks('Avec plaisir, je passe demain vers 18 h. Merci beaucoup !', 19),
  ),
  conversation(
    '06.39.98.01.47',
    'email',
    52,
    asks(
      'Bonjour,\n\nMon pantalon laissé en retouche mardi est-il prêt ? J’en aurais besoin pour jeudi.\n\nBien à vous,\nMarie-Claire Lefèvre',
    ),
    answers(
      'Bonjour Madame Lefèvre,\n\nIl est prêt et vous attend à la caisse. À très bientôt !\n\nL’équipe de Boutique Élégance',
      95,
    ),
  ),
  conversation(
    '+33 6 39 98 02 31',
    'whatsapp',
    6,
    asks('Coucou ! Le chemisier en soie ivoire est toujours disponible en 36 ? 😊'),
    answers('Bonjour Anaïs, il ne reste que le 40 en boutique, mais je peux commander le 36 : comptez cinq jours.', 25),
    asks('Parfait, commandez-le-moi svp !', 31),
    answers('C’est fait, je vous préviens dès qu’il arrive.', 48),
  ),
  conversation(
    '06 39 98 04 19',
    'whatsapp',
    30,
    asks('Bonjour, êtes-vous ouverts ce dimanche ?'),
    answers('Bonjour Solène, exceptionnellement oui, de 11 h à 18 h.', 8),
    asks('Super, à dimanche !', 10),
  ),
  conversation(
    '06 39 98 05 73',
    'email',
    120,
    asks(
      'Bonjour,\n\nServirez-vous des coupes de champagne à la vente privée comme l’an dernier ? Je viendrais avec deux amies.\n\nBérénice d’Hauteville',
    ),
    answers(
      'Chère Madame d’Hauteville,\n\nNaturellement ! Vos amies sont les bienvenues, je note trois personnes.\n\nCamille',
      180,
    ),
  ),
  conversation(
    '+33639980664',
    'sms',
    75,
    asks('La jupe plissée verte est-elle arrivée ?'),
    answers('Oui, ce matin même. Je vous garde un 38 jusqu’à samedi.', 40),
  ),
  conversation(
    '06 39 98 07 08',
    'email',
    200,
    asks('Bonjour, je cherche un cadeau pour ma femme, une écharpe en cachemire autour de 120 €. Que me conseillez-vous ?'),
    answers('Bonjour Monsieur Lemaître, nous avons un très beau modèle bordeaux à 115 €. Je peux préparer le paquet cadeau.', 60),
    asks('Excellent, je passe samedi.', 130),
  ),
  conversation(
    '06 39 98 08 25',
    'whatsapp',
    48,
    asks('Bonjour, la robe rouge commandée taille un peu grand, je peux l’échanger contre un 36 ?'),
    answers('Bonjour Camélia, bien sûr, sous 30 jours avec le ticket. Je vous réserve le 36.', 15),
  ),
  conversation(
    '06-39-98-09-90',
    'sms',
    26,
    asks('Bonjour, auriez-vous une robe longue bleu nuit pour un mariage fin juin ? Je fais du 40.'),
    answers('Bonjour Éloïse, nous en recevons trois modèles mercredi. On se prend un moment pour essayer ?', 33),
    asks('Oui ! Mercredi 17 h 30 c’est possible ?', 50),
    answers('C’est noté, à mercredi.', 55),
  ),
  conversation(
    '06 39 98 10 03',
    'sms',
    96,
    asks('Combien coûte un ourlet de jean chez vous ?'),
    answers('12 €, et c’est prêt en 48 h.', 20),
  ),
  conversation(
    '06 39 98 12 77',
    'whatsapp',
    9,
    asks('Hello, vous faites encore -20 % sur les robes d’été ?'),
    answers('Bonjour Inès, oui jusqu’à samedi soir.', 14),
    asks('Top merci 🙏', 16),
  ),
  conversation(
    '06 39 98 13 45',
    'sms',
    310,
    asks('Bonjour, j’ai oublié un foulard en cabine hier, l’auriez-vous trouvé ?'),
    answers('Bonjour, oui ! Nous le gardons à la caisse.', 45),
    asks('Ouf, merci mille fois.', 47),
  ),
  conversation('0033639981429', 'whatsapp', 18, asks('Est-ce que le pull col V gris existe en laine mérinos ?')),
  conversation(
    '06 39 98 17 36',
    'email',
    150,
    asks('Bonjour, pourriez-vous m’envoyer la facture de mon dernier achat pour ma note de frais ? Merci, Gaëlle Kervella'),
    answers('Bonjour Madame Kervella, elle vous attend en pièce jointe. Bonne journée !', 240),
  ),
  conversation(
    '06 39 98 18 91',
    'whatsapp',
    62,
    asks('Bonsoir, c’est quoi la matière de la robe noire à manches ballon ?'),
    answers('Bonsoir Thaïs, viscose et un peu de lin, lavable à 30 °C.', 70),
  ),
  conversation('06 39 98 21 02', 'whatsapp', 1, asks('Bonjour ! Je suis en route, vous fermez bien à 19 h 30 ?')),
  conversation(
    '06 39 98 22 58',
    'sms',
    40,
    asks('Je ne pourrai pas passer avant vendredi pour le manteau camel, vous pouvez le garder ?'),
    answers('Pas de souci Cécile, il est à votre nom jusqu’à vendredi soir.', 18),
  ),
  conversation(
    '06 39 98 24 13',
    'whatsapp',
    220,
    asks('Bonjour, faites-vous des retouches sur une robe de mariée achetée ailleurs ?'),
    answers('Bonjour Margaux, oui, sur rendez-vous avec notre couturière le jeudi.', 90),
    asks('Jeudi prochain 14 h ?', 110),
    answers('Parfait, c’est réservé.', 140),
  ),
  conversation(
    '06 39 98 26 21',
    'sms',
    400,
    asks('Bonjour, acceptez-vous les chèques-cadeaux ?'),
    answers('Bonjour, oui, tous ceux des commerçants du quartier.', 22),
  ),
  conversation(
    '06 39 98 29 69',
    'whatsapp',
    84,
    asks('Bonjour, la combinaison fleurie en 44, vous l’avez encore ?'),
    answers('Bonjour Rokhaya, la dernière ! Je vous la garde ?', 9),
    asks('Oui svp, je viens ce soir', 11),
  ),
  conversation(
    '06 39 98 31 82',
    'email',
    260,
    asks('Bonjour, la fermeture éclair de ma jupe a lâché au bout de deux semaines… Est-ce réparable ?\nValérie Faÿ'),
    answers('Bonjour Madame Faÿ, nous en sommes désolés : apportez-la-nous, la réparation est offerte.', 75),
  ),
  conversation(
    '06 39 98 34 73',
    'whatsapp',
    135,
    asks('Vous avez des tailles au-dessus du 46 ?'),
    answers('Bonjour Pénélope, jusqu’au 50 sur une bonne partie des robes.', 30),
  ),
  conversation(
    '06 39 98 36 94',
    'sms',
    500,
    asks('Bonjour, possible d’offrir une carte cadeau de 80 € à distance ?'),
    answers('Bonjour Loïc, oui, par téléphone au paiement, et nous l’envoyons par courrier.', 65),
  ),
  conversation(
    '06 39 98 38 57',
    'whatsapp',
    21,
    asks('Bonjour, je voudrais la même robe que mon amie Inès mais en vert 😍'),
    answers('Bonjour Fatou ! Elle existe en vert sauge, en 38 et 42.', 16),
  ),
  conversation('06 39 98 41 35', 'whatsapp', 58, asks('Ma veste est-elle revenue de chez la couturière ?')),
  conversation(
    '06 39 98 43 18',
    'sms',
    34,
    asks('Bonjour, c’est Sandrine. Mon bon de fidélité est-il encore valable ?'),
    answers('Bonjour Sandrine, oui, jusqu’à la fin du mois.', 27),
  ),
  conversation(
    '06 39 98 46 04',
    'sms',
    11,
    asks('Bonjour, des nouvelles du trench beige en 36 ?'),
    answers('Bonjour Victoire, livraison attendue la semaine prochaine, je vous écris dès réception.', 35),
  ),
  conversation(
    '06 39 98 47 61',
    'whatsapp',
    110,
    asks('Coucou, vous livrez à Montreuil ?'),
    answers('Bonjour Salomé, oui, par coursier, 6 €.', 12),
  ),
  conversation(
    '06 39 98 48 26',
    'sms',
    66,
    asks('Bonjour, je cherche une tenue d’invitée pour un mariage champêtre, budget 200 €.'),
    answers('Bonjour Lucie, passez quand vous voulez cette semaine : nous avons de très jolies robes fluides.', 28),
  ),
  conversation('06 39 98 49 93', 'whatsapp', 14, asks('La liste d’attente pour le sac cabas cognac est longue ?')),
  conversation(
    '06 39 98 51 74',
    'sms',
    190,
    asks('Bonjour, quels sont vos horaires le samedi ?'),
    answers('Bonjour, de 10 h à 19 h 30 sans interruption.', 6),
  ),
  conversation(
    '06 39 98 52 09',
    'whatsapp',
    29,
    asks('Bonjour, ici Flavie, rencontrée au marché des créateurs. Où se trouve la boutique ?'),
    answers('Bonjour Flavie, au 14 rue des Tilleuls, Paris 11e. À bientôt !', 21),
  ),
  conversation('06 39 98 53 65', 'sms', 170, asks('Bonjour avez vous la jupe en jean taille 40 svp')),
  conversation('06 39 98 54 20', 'whatsapp', 45, asks('Bonjour, vous reprenez les vêtements d’occasion ?')),
  conversation('06 39 98 55 86', 'sms', 2, asks('Bonjour, avez-vous la robe en 38 ?')),
  conversation(
    'bonjour.paris11@example.org',
    'email',
    20,
    asks(
      'Bonjour,\n\nNous organisons un défilé de quartier le mois prochain : souhaitez-vous y participer ?\n\nL’association Bonjour Paris 11',
    ),
  ),
]
