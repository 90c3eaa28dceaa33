using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hub.Data.Schema.Migrations
{
    /// <inheritdoc />
    public partial class NativeAccounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "native_accounts",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: false),
                    is_authorized = table.Column<bool>(type: "boolean", nullable: false),
                    email = table.Column<string>(type: "text", nullable: true),
                    created = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    failed_logins = table.Column<int>(type: "integer", nullable: false),
                    locked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    otp_secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    otp_step = table.Column<long>(type: "bigint", nullable: true),
                    reset_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    reset_expires = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_native_accounts", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_native_accounts_is_authorized_name",
                table: "native_accounts",
                columns: new[] { "is_authorized", "name" });

            migrationBuilder.CreateIndex(
                name: "ix_native_accounts_name",
                table: "native_accounts",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_native_accounts_reset_hash",
                table: "native_accounts",
                column: "reset_hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "native_accounts");
        }
    }
}
