"""The risks of the model of impact analysis: what may happen to people, what the program does about it, what remains in the partnership's hands."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.i18n import mark


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk: its name, the harm, what the program does, what depends on the partnership; each a message to translate."""

    title: str
    harm: str
    done: str
    yours: str


RISKS = (
    Risk(
        title=mark("L'ordinateur est volé ou perdu"),
        harm=mark("Tout ce que la base contient est lu par un inconnu."),
        done=mark("Le dossier n'est lisible que par le compte de l'ordinateur qui le tient. Les fichiers ne sont pas chiffrés."),
        yours=mark("Chiffrer le disque. Ne pas noter la phrase de passe près de l'ordinateur."),
    ),
    Risk(
        title=mark("Qui tient ou héberge l'ordinateur lit la base"),
        harm=mark("Des propos tenus sous le secret sont lus par un informaticien, un hébergeur, une direction."),
        done=mark("Aucun compte de l'application ne lit tout. Rien n'est envoyé ailleurs. Cela n'empêche pas qui a accès aux fichiers."),
        yours=mark("Choisir qui a cet accès, et l'écrire dans un contrat. Préférer un portable du service."),
    ),
    Risk(
        title=mark("Un texte est lu par quelqu'un à qui il n'est pas destiné"),
        harm=mark("Des propos sur un service ou une personne circulent ; on se tait à la réunion suivante."),
        done=mark("Un compte ne voit que ses réunions et ses partenariats ; une page qui est à d'autres répond comme si elle n'existait pas. L'écran de salle ne montre rien de privé."),
        yours=mark("Un compte par personne. Verrouiller l'écran. Regarder ce que le projecteur recopie."),
    ),
    Risk(
        title=mark("Le réseau de la salle est écouté"),
        harm=mark("Une réponse envoyée d'un téléphone est lue, ou l'heure de son envoi dit de qui elle vient."),
        done=mark("Une ligne l'annonce sur chaque téléphone. Le compte de qui anime n'y passe pas. Avec un certificat, le contenu est chiffré ; l'heure reste visible."),
        yours=mark("Un wifi connu du groupe seul, un certificat, ou le papier."),
    ),
    Risk(
        title=mark("Une réponse anonyme est attribuée à quelqu'un"),
        harm=mark("Un membre subit des reproches ou perd sa place dans le groupe."),
        done=mark("Ni auteur·e, ni ordre, ni heure ; rien n'est montré en dessous de cinq réponses ; pas de seconde ouverture. L'unanimité, un style, une comparaison restent possibles, et c'est dit avant de répondre."),
        yours=mark("En dessous de cinq, choisir une autre forme. Ne pas chercher qui a écrit quoi."),
    ),
    Risk(
        title=mark("Un secret est partagé sans que les conditions soient réunies"),
        harm=mark("La confiance de la personne est trahie ; elle renonce à une aide."),
        done=mark("Un texte marqué « Touche une personne » n'est remis qu'aux destinataires pour lesquels six conditions sont attestées ; les autres n'ont rien, et quatre autres chemins sont proposés."),
        yours=mark("Poser la marque. Vérifier les conditions une à une. Demander conseil dans le doute."),
    ),
    Risk(
        title=mark("Une personne accompagnée est reconnue"),
        harm=mark("Sa vie privée est connue de services, de voisins, de proches."),
        done=mark("Le repérage signale numéros, adresses, dates de naissance et noms ; un numéro national ou de compte arrête le document tant qu'on ne l'a pas confirmé. Il ne voit pas un recoupement."),
        yours=mark("Relire pour l'ensemble : âge, commune, métier et date suffisent souvent. Parler du partenariat."),
    ),
    Risk(
        title=mark("L'outil devient un fichier sur des personnes"),
        harm=mark("Chaque côté de la vie d'une personne se retrouve au même endroit, sans qu'elle le sache."),
        done=mark("Ni fiche, ni recherche, ni historique par personne ; un pseudonyme ne veut rien dire hors de sa réunion."),
        yours=mark("Ne pas détourner un titre, un nom de partenariat ou un ordre du jour pour suivre quelqu'un."),
    ),
    Risk(
        title=mark("Un document circule plus loin que prévu"),
        harm=mark("Des propos sortent de leur contexte, ou parviennent à qui ne devait pas les lire."),
        done=mark("Chaque document ne contient que ce que ses lecteurs peuvent lire, et dit qui ils sont. Ses propriétés ne nomment personne."),
        yours=mark("Choisir le moyen d'envoi. Dire quand détruire. Tenir la liste de diffusion."),
    ),
    Risk(
        title=mark("Des données restent plus longtemps qu'annoncé"),
        harm=mark("Un texte que l'on croyait effacé revient, ou se retrouve lors d'une saisie."),
        done=mark("Effacement réel selon les durées, attestation datée, registre rejoué à chaque rétablissement. Les sauvegardes durent 35 jours."),
        yours=mark("Détruire à temps les copies faites ailleurs, les feuilles de papier, les documents téléchargés."),
    ),
    Risk(
        title=mark("Des données sont perdues ou abîmées"),
        harm=mark("Le travail d'une réunion disparaît ; des décisions sont oubliées."),
        done=mark("« Enregistré » ne s'affiche qu'après l'écriture sur le disque. Sauvegardes vérifiées aussitôt ; un rétablissement ne recouvre jamais une base qui sert."),
        yours=mark("Garder une copie ailleurs que sur cet ordinateur. Essayer un rétablissement une fois par an."),
    ),
    Risk(
        title=mark("Une autorité demande ou saisit les données"),
        harm=mark("Des propos confiés servent contre une personne ou un professionnel."),
        done=mark("Ce qui existe est dit d'avance, table par table. Ce qui n'a jamais été gardé ne peut pas être remis."),
        yours=mark("Savoir qui répond, et avec quel conseil."),
    ),
)  # fmt: skip
"""In the order in which a partnership meets them."""
