// Names for generated people and companies.

export const givenNames =
  wordsOf(`Ann Ben Carla Dmitri Elena Farid Grace Henrik Ivy Jamal Keiko Luis Mara Nadia Omar Priya Quentin
  Rosa Stefan Tara Umberto Vera Wanda Xavier Yusuf Zoë José Zoltán Åsa Björn Chloé François Gökhan Håkon Ingrid Jürgen
  Léa Małgorzata Nuño Óscar Renée Søren Siân Tomáš Ümit Željko D'Andre Ana-Maria Jean-Luc Mei-Ling Amara Bao Chidi Deepa
  Emeka Fatima Goran Hana Isaac Joaquín Katya Liam Miguel Noor Olga Pedro Rania Sanjay Thandi Uri Vikram Wei Yara Zuri`)

export const familyNames =
  wordsOf(`Abara Bauer Castillo Dubois Eriksen Fischer Gupta Haddad Ibrahim Jansen Kowalski Lindqvist
  Moreau Nakamura Okafor Petrov Quispe Rossi Santos Tanaka Urbina Varga Watanabe Xu Yilmaz Zhang O'Brien O'Hara D'Souza
  N'Diaye Müller Peña Sørensen Çelik Łukasik Dvořák Núñez Björkman Kaštelan Őry Brontë García Strauß Lefèvre Hernández
  Smith Jones Brown Khan Nguyen Park Cohen Mbeki Murphy Silva Novak Horvat Popescu Ionescu Laine Virtanen Berg Dahl
  Keller Weber Klein Vogel Conti Ricci Romano Costa Marino Greco Bruno Gallo Fontana Leone Longo`)

export const companyNames =
  wordsOf(`Acorn Beacon Cedar Delta Ember Falcon Granite Harbor Indigo Juniper Keystone Lantern Meridian
  Northwind Orchard Pinnacle Quarry Ridgeline Summit Timber Umbra Vantage Willow Yonder Zephyr`)

export const trades =
  wordsOf(`Aerospace Analytics Biosciences Defense Energy Foundry Instruments Laboratories Logistics Marine
  Mining Optics Power Robotics Security Systems`)

function wordsOf(list: string): [string, ...string[]] {
  return list.split(/\s+/) as [string, ...string[]]
}

/** A name as it goes into an address: letters without marks, nothing else. */
export function slug(name: string): string {
  const plain: Record<string, string> = { ł: 'l', ø: 'o', ß: 'ss', ı: 'i', đ: 'd' }
  const marksOff = name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[łøßıđ]/g, (letter) => plain[letter] ?? '')
  return marksOff.replace(/[^a-z0-9]/g, '')
}
