using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hub.Data.Schema.Migrations
{
    /// <inheritdoc />
    public partial class NativeApproval : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "approval_expires",
                table: "native_accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "approval_hash",
                table: "native_accounts",
                type: "bytea",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_native_accounts_approval_hash",
                table: "native_accounts",
                column: "approval_hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_native_accounts_approval_hash",
                table: "native_accounts");

            migrationBuilder.DropColumn(
                name: "approval_expires",
                table: "native_accounts");

            migrationBuilder.DropColumn(
                name: "approval_hash",
                table: "native_accounts");
        }
    }
}
