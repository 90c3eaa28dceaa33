using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hub.Data.Schema.Migrations
{
    /// <inheritdoc />
    public partial class CodesShownAgain : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "used",
                table: "oauth_codes",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<byte[]>(
                name: "oauth_code_hash",
                table: "api_tokens",
                type: "bytea",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_oauth_code_hash",
                table: "api_tokens",
                column: "oauth_code_hash");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_api_tokens_oauth_code_hash",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "used",
                table: "oauth_codes");

            migrationBuilder.DropColumn(
                name: "oauth_code_hash",
                table: "api_tokens");
        }
    }
}
