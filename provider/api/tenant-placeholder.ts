/** Adobe's documentation writes tenant fields as `_{TENANT_ID}.email`; so may a program, and it then fits every tenant. */
export const TENANT_PLACEHOLDER = "_{TENANT_ID}";
