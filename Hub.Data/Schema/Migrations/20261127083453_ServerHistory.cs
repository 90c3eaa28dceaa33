using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Hub.Data.Schema.Migrations
{
    /// <inheritdoc />
    public partial class ServerHistory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "keep_until",
                table: "servers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "phase",
                table: "servers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "queued",
                table: "servers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "server_attempts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<int>(type: "integer", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    server_name = table.Column<string>(type: "text", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    request_id = table.Column<string>(type: "text", nullable: true),
                    user_options = table.Column<string>(type: "json", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    failure_kind = table.Column<string>(type: "text", nullable: true),
                    queued = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    accepted = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    spawner_started = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    waiting_for_http = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    routing = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ready = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    stopping = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cause = table.Column<string>(type: "text", nullable: true),
                    next_step = table.Column<string>(type: "text", nullable: true),
                    exit_status = table.Column<int>(type: "integer", nullable: true),
                    output = table.Column<string>(type: "text", nullable: true),
                    story = table.Column<string>(type: "json", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_server_attempts", x => x.id);
                    table.ForeignKey(
                        name: "fk_server_attempts_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_server_attempts_ended",
                table: "server_attempts",
                column: "ended");

            migrationBuilder.CreateIndex(
                name: "ix_server_attempts_server_id_attempt",
                table: "server_attempts",
                columns: new[] { "server_id", "attempt" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_server_attempts_user_id_server_name_id",
                table: "server_attempts",
                columns: new[] { "user_id", "server_name", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "server_attempts");

            migrationBuilder.DropColumn(
                name: "keep_until",
                table: "servers");

            migrationBuilder.DropColumn(
                name: "phase",
                table: "servers");

            migrationBuilder.DropColumn(
                name: "queued",
                table: "servers");
        }
    }
}
