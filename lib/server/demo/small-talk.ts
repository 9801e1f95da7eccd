// What regulars of the demo shop wrote in the months before, each with the shop's answer: questions of every day.
type Talk = readonly [question: string, answer: string]

export const smallTalk: readonly [Talk, ...Talk[]] = [
  ['Bonjour, êtes-vous ouverts lundi ?', 'Bonjour ! Oui, de 14 h à 19 h. À lundi !'],
  ['Ma retouche est-elle prête ?', 'Elle vous attend à la caisse, vous pouvez passer quand vous voulez.'],
  ['Avez-vous reçu la nouvelle collection ?', 'Depuis ce matin ! Passez la découvrir, tout est en vitrine.'],
  ['Le pull gris existe-t-il en M ?', 'Oui, il en reste un. Je vous le garde jusqu’à samedi ?'],
  ['Puis-je échanger la jupe achetée samedi ?', 'Bien sûr, avec le ticket et sous trente jours.'],
  ['Faites-vous des cartes cadeaux ?', 'Oui, du montant que vous voulez, valables un an.'],
  ['À quelle heure fermez-vous ce soir ?', 'À 19 h, comme d’habitude.'],
  ['La ceinture vue hier est-elle encore là ?', 'Elle est mise de côté à votre nom.'],
  ['Pouvez-vous m’envoyer la facture de mon dernier achat ?', 'C’est fait, elle est dans votre boîte.'],
  ['Merci pour votre accueil, la robe a fait sensation !', 'Quel plaisir de vous lire, merci à vous !'],
]
