// The validator as a file of its own: it changes less often than the pages, so browsers keep it.

export * from "@wharfinger/validator";
