using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hub.Data.Schema.Migrations
{
    /// <inheritdoc />
    public partial class ManagedRoles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "user_info",
                table: "users",
                type: "json",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "managed",
                table: "user_roles",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "managed",
                table: "service_roles",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "managed",
                table: "group_roles",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "user_info",
                table: "users");

            migrationBuilder.DropColumn(
                name: "managed",
                table: "user_roles");

            migrationBuilder.DropColumn(
                name: "managed",
                table: "service_roles");

            migrationBuilder.DropColumn(
                name: "managed",
                table: "group_roles");
        }
    }
}
