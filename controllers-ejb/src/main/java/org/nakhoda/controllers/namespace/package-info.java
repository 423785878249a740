/** Namespaces: what is in one goes before it does. */
package org.nakhoda.controllers.namespace;
