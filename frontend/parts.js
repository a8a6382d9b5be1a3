// Loads the parts of the application that the page needs later. A file holds the modules of one part, or modules that
// several parts share, one after the other. The bundler fills the names in double braces.
import { initSync } from "./app.js";

// Where each module of a file ends.
const ENDS = {{ends}};

const loading = new Map();

// Loads a file and starts its modules, once. A load that failed is tried again by the next call.
function load(file) {
  if (!loading.has(file)) {
    const started = start(file);
    loading.set(file, started);
    started.catch(() => loading.delete(file));
  }
  return loading.get(file);
}

async function start(file) {
  const response = await fetch(new URL(file, import.meta.url));
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  const bytes = await response.arrayBuffer();
  // The modules share the memory and the table of functions of the main module.
  const imports = { __wasm_split: initSync() };
  const begins = [0, ...ENDS[file]];
  const modules = ENDS[file].map((end, at) => WebAssembly.compile(bytes.slice(begins[at], end)));
  for (const module of await Promise.all(modules)) await WebAssembly.instantiate(module, imports);
}

// Makes the function that the main module calls to load a part; it calls back with the success.
function part(files) {
  return async (callback, data) => {
    let success = true;
    try {
      await Promise.all(files.map(load));
    } catch (error) {
      console.error(error);
      success = false;
    }
    initSync().__indirect_function_table.get(callback)(data, success);
  };
}

{{exports}}
