/** Rules about the code itself. */
package org.nakhoda.it.architecture;
