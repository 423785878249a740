/**
 * Runs while this module is built, never in a cluster: reads the official Java client's models by reflection and packs
 * their shape and descriptions as the resources that {@link org.nakhoda.api.schema.BuiltinSchemas} serves.
 */
package org.nakhoda.api.schema.build;
