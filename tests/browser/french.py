"""What pages and mails say in French, by the words of the source.

Literal, and not looked up in the catalogues of texts: a translation that changes shows in the tests.
"""

from collections.abc import Mapping
from types import MappingProxyType

_GUIDE = {
    "Continue": "Continuer",
    "Continue: {step}": "Continuer : {step}",
    "Return of your {device}": "Retour : {device}",
    "Yes": "Oui",
    "No": "Non",
    "Done": "Terminé",
    "To do": "À faire",
    "Not yet": "Pas encore",
    "Blocked": "Bloqué",
    "All steps": "Toutes les étapes",
    "Answer": "Répondre",
    "Correct: {question}": "Corriger : {question}",
    "Confirm": "Confirmer",
    "Send": "Envoyer",
    "Check your answers": "Vérifiez vos réponses",
    "These answers are right": "Ces réponses sont exactes",
    "Photo {number} of {total}": "Photo {number} sur {total}",
    "That is all for this one": "C’est tout pour celle-ci",
    "IMEI number": "Numéro IMEI",
    "Data backed up": "Données sauvegardées",
    "My data is copied elsewhere": "Mes données sont copiées ailleurs",
    "Data erased": "Données effacées",
    "The device is reset": "L’appareil est remis à zéro",
    "Proof of sign-out": "Preuve de déconnexion",
    "Yes, the slip is in the parcel": "Oui, le bordereau est dans le colis",
    "Advised, not required": "Conseillé, non exigé",
    "Device packed": "Appareil emballé",
    "Yes, that is done": "Oui, c’est fait",
    "Colissimo (La Poste)": "Colissimo (La Poste)",
    "Drop off at a post office": "Déposer au bureau de poste",
    "Tracking number": "Numéro de suivi",
    "Proof of deposit": "Preuve de dépôt",
    "Being looked at": "En cours d’examen",
    "I have handed the parcel over": "J’ai remis le colis",
    "From your answers, this applies: Commercial warranty.": "D’après vos réponses, ceci s’applique",
    "As long as an iCloud, Google or Samsung account": "Tant qu’un compte iCloud, Google ou Samsung",
    "you, by changing this:": "vous, en changeant ceci :",
    "Somebody is still looking at: {item}.": "Une personne examine encore : {item}.",
    "How to look for a copy of your data": "Comment chercher une copie de vos données",
}

_STEPS = {
    "Check the warranty": "Vérifier la garantie",
    "Photograph the device": "Photographier l’appareil",
    "Give the IMEI": "Donner l’IMEI",
    "Back up, then erase your data": "Sauvegarder puis effacer vos données",
    "Sign out of your accounts and prove it": "Déconnecter vos comptes et le prouver",
    "Put a slip in the parcel": "Glisser un bordereau dans le colis",
    "Pack the device": "Emballer l’appareil",
    "Ship the parcel": "Envoyer le colis",
}

_QUESTIONS = {
    "Was the device hit or dropped?": "L’appareil a-t-il reçu un choc ou fait une chute ?",
    "Was the device in contact with a liquid or heavy damp?": (
        "L’appareil a-t-il été en contact avec un liquide ou une forte humidité ?"
    ),
    "Was the device opened by anyone other than the seller?": (
        "L’appareil a-t-il été ouvert par quelqu’un d’autre que le vendeur ?"
    ),
    "Does the device turn on?": "L’appareil s’allume-t-il ?",
    "Does the screen still light up and respond?": "L’écran s’affiche-t-il et répond-il encore ?",
    "Is an account still signed in on the device?": "Un compte est-il encore connecté sur l’appareil ?",
}

_SLOTS = {
    "Front, screen lit": "Face avant, écran allumé",
    "Front, screen dark": "Face avant, écran éteint",
    "Back": "Dos",
    "Left side": "Côté gauche",
    "Right side": "Côté droit",
    "Top edge": "Bord supérieur",
    "Bottom edge": "Bord inférieur",
    "Screen lit": "Écran allumé",
    "Screen dark": "Écran éteint",
    "Underside": "Dessous",
    "Front edge": "Bord avant",
    "Back edge": "Bord arrière",
    "Dial lit": "Cadran allumé",
    "Dial dark": "Cadran éteint",
    "Back of the case": "Dos du boîtier",
    "Upper strap joint": "Attache supérieure",
    "Lower strap joint": "Attache inférieure",
    "Every side": "Tous les côtés",
    "Fragile parts": "Parties fragiles",
}

_GUIDES = {
    "Back up an iPhone, iPad or iPod touch": "Sauvegarder un iPhone, un iPad ou un iPod touch",
    "Move to a new iPhone, iPad or iPod touch": "Passer à un nouvel iPhone, iPad ou iPod touch",
    "Erase an iPhone, iPad or iPod touch": "Effacer un iPhone, un iPad ou un iPod touch",
    "Sign out of iCloud on an iPhone, iPad or iPod touch": (
        "Déconnecter iCloud d’un iPhone, d’un iPad ou d’un iPod touch"
    ),
    "Take a screenshot on an iPhone, iPad or iPod touch": "Capturer l’écran d’un iPhone, d’un iPad ou d’un iPod touch",
    "Prove it by the account’s list of devices": "Prouver par la liste des appareils du compte",
    "Find a Google or Samsung copy without the device": "Retrouver une copie Google ou Samsung sans l’appareil",
    "Remove a Samsung device from a distance": "Retirer à distance un appareil Samsung",
    "Remove a Google account from a distance": "Retirer à distance un compte Google",
    "Back up a Windows computer": "Sauvegarder un ordinateur Windows",
    "Erase a Windows computer": "Effacer un ordinateur Windows",
    "Sign out of and clean a Windows PC": "Déconnecter et nettoyer un PC sous Windows",
    "Photograph the screen as proof": "Photographier l’écran comme preuve",
    "Back up an Apple Watch": "Sauvegarder une Apple Watch",
    "Unpair an Apple Watch": "Déjumeler une Apple Watch",
    "Back up a Nintendo Switch": "Sauvegarder une Nintendo Switch",
    "Erase a Nintendo Switch": "Effacer une Nintendo Switch",
    "Unlink another connected device": "Dissocier un autre appareil connecté",
}

_STATUS = {
    "Your parcel is on its way": "Votre colis est en route",
    "The seller has your parcel": "Le vendeur a reçu votre colis",
    "Your device has been examined": "Votre appareil est examiné",
    "Your return is accepted": "Votre retour est accepté",
    "Your return is refused": "Votre retour est refusé",
    "Your return is settled": "Votre retour est réglé",
    "Your return is closed": "Votre retour est clos",
    "What was decided:": "Ce qui a été décidé :",
    "Tracking number of what the seller sends you:": "Numéro de suivi de ce que le vendeur vous envoie :",
}

_PORTAL = {
    "Scan or search": "Scanner ou chercher",
    "Answer the request": "Répondre à la demande",
    "Send the customer the link": "Envoyer le lien au client",
    "The customer is sent a link to prepare the return.": "Le client reçoit un lien pour préparer le retour.",
    "Receive the parcel": "Recevoir le colis",
    "The parcel is received. Inspect the device now, or later.": (
        "Le colis est reçu. Inspectez l’appareil maintenant, ou plus tard."
    ),
    "Inspection": "Inspection",
    "IMEI read on the device": "IMEI lu sur l’appareil",
    "What you found": "Ce que vous constatez",
    "Photos of the inspection": "Photos de l’inspection",
    "Hand in the inspection": "Rendre l’inspection",
    "The inspection is handed in.": "L’inspection est rendue.",
    "What your inspection changed": "Ce que votre inspection a changé",
    "Nothing: what you found leads to the same verdict.": "Rien : vos constats mènent au même verdict.",
    "The customer answered No: add a photo": "Le client a répondu Non : ajoutez une photo",
    "Your proposal": "Votre proposition",
    "Resolution": "Résolution",
    "Propose": "Proposer",
    "Your proposal is recorded. An agent decides.": "Votre proposition est enregistrée. Un agent décide.",
    "You propose: {resolution}.": "Vous proposez : {resolution}.",
    "The return is accepted: carry it out": "Le retour est accepté : à vous de l’exécuter",
    "The return is refused: send the device back": "Le retour est refusé : renvoyez l’appareil",
    "Tracking number of what you send": "Numéro de suivi de ce que vous envoyez",
    "Record it, and tell the customer": "Enregistrer, et prévenir le client",
    "Recorded. The customer is told.": "C’est enregistré. Le client est prévenu.",
    "Repair": "Réparation",
    "Replacement": "Remplacement",
    "Refund": "Remboursement",
    "Sent back untouched": "Renvoi sans intervention",
}

_FOUND = {
    "Shock": "Choc",
    "Oxidation": "Oxydation",
    "Third-party opening": "Ouverture par un tiers",
    "Account still active": "Compte encore actif",
    "Normal wear": "Usure normale",
    "Fault confirmed": "Panne constatée",
    "Device matches the sale": "Appareil conforme à la vente",
    "Parcel complete": "Colis complet",
    "Data still present": "Données encore présentes",
    "Already repaired under the legal guarantee": "Déjà réparé sous garantie légale",
}

_DESK = {
    "Reference, order": "Référence, commande",
    "Take the next one": "Prendre le suivant",
    "Accept: {item}": "Accepter : {item}",
    "Accepted: {item}.": "Pièce acceptée : {item}.",
    "Accept the proposal": "Accepter la proposition",
    "Proposal: accept the return, then: {resolution}.": "Proposition : accepter le retour, puis : {resolution}.",
    "Proposal: refuse the return, then: {resolution}.": "Proposition : refuser le retour, puis : {resolution}.",
    "The proposal has been accepted:": "La proposition est acceptée :",
    "Decide otherwise…": "Décider autrement…",
    "Decide otherwise": "Décider autrement",
    "Reason": "Raison",
    "Decided. It counts instead of what the rules say.": (
        "C’est décidé, et cela compte à la place de ce que disent les règles."
    ),
    "Close…": "Fermer…",
    "Close": "Fermer",
    "Done: the case is now “closed”.": "C’est fait : le dossier est maintenant « clos ».",
}

_MAILS = {
    "Your return {case}: prepare your device for shipping": (
        "Votre retour {case} : préparez l’envoi de votre appareil"
    ),
    "Your return {case}: you can ship the parcel": "Votre retour {case} : vous pouvez envoyer le colis",
    "Your return {case}: received": "Votre retour {case} : reçu",
    "Your return {case} is accepted": "Votre retour {case} est accepté",
    "Your return {case}: the decision": "Votre retour {case} : la décision",
    "Your return {case} is settled": "Votre retour {case} est réglé",
    "Case {case}: in transit": "Dossier {case} : en route",
    "Case {case}: accepted": "Dossier {case} : accepté",
    "Case {case}: refused": "Dossier {case} : refusé",
}

FRENCH: Mapping[str, str] = MappingProxyType(
    _GUIDE | _STEPS | _QUESTIONS | _SLOTS | _GUIDES | _STATUS | _PORTAL | _FOUND | _DESK | _MAILS
)
