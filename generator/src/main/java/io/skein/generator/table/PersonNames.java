package io.skein.generator.table;

import java.util.List;
import org.apache.parquet.io.api.Binary;

/** The names that rows of {@code dataset} have: some of them are not ASCII, as names are. */
final class PersonNames {
  private static final List<String> GIVEN =
      List.of(
          "Ada", "Aiko", "Alma", "Amir", "Anouk", "Arun", "Astrid", "Bela", "Boris", "Carla",
          "Chloé", "Dalia", "Dario", "Edda", "Elif", "Emil", "Enzo", "Esther", "Farid", "Fatou",
          "Freya", "Gita", "Hana", "Hugo", "Ida", "Igor", "Ines", "Ivan", "Jana", "João", "José",
          "Kaito", "Karin", "Kofi", "Lars", "Leila", "Lena", "Lucía", "Malik", "Maren", "Mateo",
          "Mei", "Milan", "Mira", "Nadia", "Nils", "Noor", "Olga", "Omar", "Oskar", "Paula",
          "Pavel", "Priya", "Rafael", "Rosa", "Sanna", "Søren", "Tariq", "Tove", "Uma", "Vera",
          "Viktor", "Yara", "Zoë");
  private static final List<String> FAMILY =
      List.of(
          "Abe",
          "Almeida",
          "Andersson",
          "Arslan",
          "Bakker",
          "Becker",
          "Bianchi",
          "Boateng",
          "Chen",
          "Costa",
          "Dahl",
          "Demir",
          "Diallo",
          "Dubois",
          "Eriksen",
          "Fischer",
          "Fontaine",
          "García",
          "Gupta",
          "Haddad",
          "Hansen",
          "Horvat",
          "Ito",
          "Ivanova",
          "Jansen",
          "Jensen",
          "Kaya",
          "Khan",
          "Kim",
          "Kowalska",
          "Kumar",
          "Larsen",
          "Lehmann",
          "Lindqvist",
          "Łukaszewicz",
          "Mensah",
          "Meyer",
          "Moreau",
          "Müller",
          "Nakamura",
          "Nguyen",
          "Novák",
          "Okafor",
          "Olsen",
          "Öztürk",
          "Park",
          "Patel",
          "Petrov",
          "Popescu",
          "Rahman",
          "Rossi",
          "Sato",
          "Schmidt",
          "Silva",
          "Singh",
          "Svensson",
          "Tanaka",
          "Torres",
          "Traoré",
          "Virtanen",
          "Wagner",
          "Weber",
          "Yilmaz",
          "Zhang");

  private PersonNames() {}

  /** Returns every name, in an order that does not change. */
  static Binary[] all() {
    return Utf8.constants(
        GIVEN.stream()
            .flatMap(given -> FAMILY.stream().map(family -> given + " " + family))
            .toList());
  }
}
