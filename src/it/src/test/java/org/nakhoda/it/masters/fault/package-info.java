/** What can happen to several masters: each fault a class that knows how it begins and how it ends. */
package org.nakhoda.it.masters.fault;
