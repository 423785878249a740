/** Where the settings come from: flags before environment before file before defaults before what the machine itself says. */
package org.nakhoda.dist.settings;
