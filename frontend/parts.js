// Loads the parts of the application that the page needs later. A file holds one module: that of a part, or one that
// several parts share. The bundler fills the names in double braces.
import { initSync } from "./app.js";

const loading = new Map();

// Loads a file and starts its module, once. A load that failed is tried again by the next call.
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
  // The module shares the memory and the table of functions of the main module.
  await WebAssembly.instantiateStreaming(response, { __wasm_split: initSync() });
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
