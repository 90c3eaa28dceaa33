using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Hub.Data.Schema.Migrations
{
    /// <inheritdoc />
    public partial class LeanTokenIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_api_tokens_expires_at",
                table: "api_tokens");

            migrationBuilder.DropIndex(
                name: "ix_api_tokens_oauth_client_id",
                table: "api_tokens");

            migrationBuilder.DropIndex(
                name: "ix_api_tokens_oauth_code_hash",
                table: "api_tokens");

            migrationBuilder.DropIndex(
                name: "ix_api_tokens_server_id",
                table: "api_tokens");

            migrationBuilder.DropIndex(
                name: "ix_api_tokens_service_id",
                table: "api_tokens");

            migrationBuilder.DropIndex(
                name: "ix_api_tokens_session_id",
                table: "api_tokens");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_expires_at",
                table: "api_tokens",
                column: "expires_at",
                filter: "expires_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_oauth_client_id",
                table: "api_tokens",
                column: "oauth_client_id",
                filter: "oauth_client_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_oauth_code_hash",
                table: "api_tokens",
                column: "oauth_code_hash",
                filter: "oauth_code_hash IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_server_id",
                table: "api_tokens",
                column: "server_id",
                filter: "server_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_service_id",
                table: "api_tokens",
                column: "service_id",
                filter: "service_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_session_id",
                table: "api_tokens",
                column: "session_id",
                filter: "session_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_api_tokens_expires_at",
                table: "api_tokens");

            migrationBuilder.DropIndex(
                name: "ix_api_tokens_oauth_client_id",
                table: "api_tokens");

            migrationBuilder.DropIndex(
                name: "ix_api_tokens_oauth_code_hash",
                table: "api_tokens");

            migrationBuilder.DropIndex(
                name: "ix_api_tokens_server_id",
                table: "api_tokens");

            migrationBuilder.DropIndex(
                name: "ix_api_tokens_service_id",
                table: "api_tokens");

            migrationBuilder.DropIndex(
                name: "ix_api_tokens_session_id",
                table: "api_tokens");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_expires_at",
                table: "api_tokens",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_oauth_client_id",
                table: "api_tokens",
                column: "oauth_client_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_oauth_code_hash",
                table: "api_tokens",
                column: "oauth_code_hash");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_server_id",
                table: "api_tokens",
                column: "server_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_service_id",
                table: "api_tokens",
                column: "service_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_session_id",
                table: "api_tokens",
                column: "session_id");
        }
    }
}
