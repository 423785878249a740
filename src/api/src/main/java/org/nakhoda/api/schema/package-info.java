/**
 * The shape of kinds: types, required fields, descriptions, list types and merge keys. Built-in schemas are read at
 * build time from the official Java client's models and packed as resources.
 */
package org.nakhoda.api.schema;
