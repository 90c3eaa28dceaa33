using Hub.Domain.Configuration.Traits;
using Hub.Domain.Configuration.Verbs;

namespace Hub.Tests.Domain.Configuration;

public class CatalogueTests
{
    private const string Begin = "<!-- traits:begin -->\n";
    private const string End = "<!-- traits:end -->";

    [Test]
    public void Every_supported_trait_says_what_it_means()
    {
        var documentation = TraitDocumentation.Load();

        TraitCatalogue.All.Where(trait => trait.Status == TraitStatus.Supported && documentation.Of(trait).Length < 20)
            .Select(trait => trait.FullName).ShouldBeEmpty();
    }

    [Test]
    public void Every_class_of_the_catalogue_is_known() =>
        TraitCatalogue.All.Select(trait => trait.ClassName).Distinct().ShouldAllBe(name => TraitClasses.Find(name) != null);

    [Test]
    public void The_default_of_a_trait_is_itself_a_valid_value()
    {
        foreach (var trait in TraitCatalogue.All.Where(trait => trait.Status == TraitStatus.Supported && trait.Default != "null"))
            Reading.Trait(trait.ClassName, trait.Name, trait.Default).Mistakes.Lines().ShouldBeEmpty(trait.FullName);
    }

    [Test]
    public void The_tables_in_the_manual_are_those_of_the_catalogue()
    {
        var path = Path.Combine(Root(), "docs", "configuration.md");
        var manual = File.ReadAllText(path);
        var (begin, end) = (manual.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, manual.IndexOf(End, StringComparison.Ordinal));
        var expected = TraitTables.Render(TraitDocumentation.Load());

        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, manual[..begin] + expected + manual[end..]);
        else
            manual[begin..end].ShouldBe(expected, "run this test with UPDATE_DOCS=1 to write the tables anew");
    }

    // The traits of JupyterHub 6.0, so that none is ever "unknown".
    [TestCase("JupyterHub", "active_server_limit active_user_window activity_resolution admin_access admin_users allow_existing_invalid_named_servers allow_named_servers answer_yes api_page_default_limit api_page_max_limit api_tokens authenticate_prometheus authenticator_class base_url bind_url cleanup_proxy cleanup_servers concurrent_spawn_limit config_file confirm_no_ssl cookie_host_prefix_enabled cookie_max_age_days cookie_secret cookie_secret_file custom_scopes data_files_path db_kwargs db_url debug_db debug_proxy default_server_name default_url external_ssl_authorities extra_handlers extra_log_file extra_log_handlers extra_user_scopes forwarded_host_header generate_certs generate_config hub_bind_url hub_connect_ip hub_connect_port hub_connect_url hub_ip hub_port hub_routespec hub_socket_mode implicit_spawn_seconds init_spawners_timeout internal_certs_location internal_ssl ip jinja_environment_options last_activity_interval load_groups load_roles log_level logo_file named_server_limit_per_user oauth_token_expires_in pid_file port proxy_api_ip proxy_api_port proxy_auth_token proxy_check_interval proxy_class proxy_cmd public_url recreate_internal_certs redirect_to_server reset_db service_check_interval service_tokens services shutdown_on_logout spawner_class ssl_cert ssl_key subdomain_hook subdomain_host template_paths template_vars token_expires_in_max_seconds tornado_settings trust_user_provided_tokens trusted_alt_names trusted_downstream_ips upgrade_db use_legacy_stopped_server_status_code user_redirect_hook")]
    [TestCase("Authenticator", "admin_users allow_all allow_existing_users allowed_users any_allow_config auth_refresh_age auto_login auto_login_oauth2_authorize blocked_users delete_invalid_users enable_auth_state manage_groups manage_roles otp_prompt post_auth_hook refresh_pre_spawn refresh_pre_stop request_otp reset_managed_roles_on_startup username_map username_pattern whitelist")]
    [TestCase("LocalAuthenticator", "add_user_cmd allowed_groups create_system_users group_whitelist uids")]
    [TestCase("PAMAuthenticator", "admin_groups check_account encoding executor_threads open_sessions pam_normalize_username service")]
    [TestCase("DummyAuthenticator", "password")]
    [TestCase("SharedPasswordAuthenticator", "admin_password password_groups user_password")]
    [TestCase("Spawner", "apply_user_options args auth_state_hook cmd consecutive_failure_limit cpu_guarantee cpu_limit debug default_url disable_user_config env_keep environment group_overrides http_timeout hub_connect_url ip mem_guarantee mem_limit notebook_dir oauth_client_allowed_scopes oauth_roles options_form options_from_form poll_interval poll_jitter port post_stop_hook pre_spawn_hook progress_ready_hook server_token_scopes ssl_alt_names ssl_alt_names_include_local start_timeout")]
    [TestCase("LocalProcessSpawner", "interrupt_timeout kill_timeout popen_kwargs shell_cmd term_timeout")]
    [TestCase("SimpleLocalProcessSpawner", "home_dir_template")]
    [TestCase("Proxy", "extra_routes should_start")]
    [TestCase("ConfigurableHTTPProxy", "api_url auth_token check_running_interval command command_umask concurrency debug log_level pid_file")]
    [TestCase("CryptKeeper", "keys n_threads")]
    public void Every_trait_of_JupyterHub_is_known(string className, string names) => names.Split(' ')
        .Where(name => Reading.Trait(className, name, "null").Mistakes.Any(mistake => mistake.Problem == "there is no such trait"))
        .ShouldBeEmpty();

    private static string Root()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Hub.sln")))
            folder = folder.Parent;
        return folder.ShouldNotBeNull().FullName;
    }
}
