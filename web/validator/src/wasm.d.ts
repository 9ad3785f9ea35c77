// The build inlines the packed WebAssembly as base64.
declare module "*.lzma" {
  const base64: string;
  export default base64;
}
