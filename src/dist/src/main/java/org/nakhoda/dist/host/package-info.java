/** This machine: its packages, files, ports, commands and what it allows. */
package org.nakhoda.dist.host;
