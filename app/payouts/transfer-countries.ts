/** Where the processor can transfer to, of the copies seen; mainland China is not among them. Source: payments.md, C8. */
export const TRANSFER_COUNTRIES = [
  ...["at", "au", "be", "bg", "br", "ca", "ch", "cy", "cz", "de", "dk", "ee", "es", "fi", "fr", "gb", "gr", "hr"],
  ...["hu", "ie", "it", "jp", "li", "lt", "lu", "lv", "mt", "mx", "my", "nl", "no", "nz", "pl", "pt", "ro", "se"],
  ...["sg", "si", "sk", "us"],
];
