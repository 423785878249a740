/** The tables: their migrations, the entities that map them, and the Hibernate session factory over them. */
package org.nakhoda.db.schema;
