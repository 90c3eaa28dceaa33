using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hub.Data.Schema.Migrations
{
    /// <inheritdoc />
    public partial class UserCounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // How many users there are in each stretch of 2,000 ids, kept by PostgreSQL itself: whoever writes, and with whatever.
            migrationBuilder.Sql(
                """
                LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE;
                CREATE TABLE user_counts (block integer CONSTRAINT pk_user_counts PRIMARY KEY, users integer NOT NULL);
                INSERT INTO user_counts SELECT id / 2000, count(*) FROM users GROUP BY 1;
                CREATE FUNCTION count_users() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP = 'INSERT' THEN
                        INSERT INTO user_counts SELECT id / 2000, count(*) FROM changed GROUP BY 1 ORDER BY 1
                        ON CONFLICT (block) DO UPDATE SET users = user_counts.users + excluded.users;
                    ELSE
                        INSERT INTO user_counts SELECT id / 2000, -count(*) FROM changed GROUP BY 1 ORDER BY 1
                        ON CONFLICT (block) DO UPDATE SET users = user_counts.users + excluded.users;
                    END IF;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER users_are_counted_in AFTER INSERT ON users
                    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_users();
                CREATE TRIGGER users_are_counted_out AFTER DELETE ON users
                    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_users();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DROP TRIGGER users_are_counted_in ON users;
            DROP TRIGGER users_are_counted_out ON users;
            DROP FUNCTION count_users();
            DROP TABLE user_counts;
            """);
    }
}
