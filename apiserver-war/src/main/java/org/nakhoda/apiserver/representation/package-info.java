/** How stored objects look in a response: JSON or YAML; whole, as rows of a table, or their metadata alone. */
package org.nakhoda.apiserver.representation;
