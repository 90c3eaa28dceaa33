using static Hub.Domain.Configuration.Traits.TraitStatus;

namespace Hub.Domain.Configuration.Traits;

/// <summary>
/// The traits JupyterHub and its usual companions have and the hub does not, yet or ever. To support one, take its line out of here
/// and give an option class the property: a trait in both places is refused when the catalogue is built.
/// </summary>
internal static class UnsupportedTraits
{
    public static IReadOnlyList<(string Class, string Name, TraitStatus Status, string Type, string Default, string? Instead)> All { get; } =
    [
        Instead("JupyterHub", "internal_ssl", MissingProtection, "Bool", "false",
            "JupyterHub.ssl_cert and ssl_key towards visitors, and between hub, proxy and servers the addresses of one machine or an encrypted network"),
        .. OfInternalSsl("JupyterHub",
            ("external_ssl_authorities", "Dict", "{}"),
            ("generate_certs", "Bool", "false"),
            ("internal_certs_location", "Unicode", "\"internal-ssl\""),
            ("recreate_internal_certs", "Bool", "false"),
            ("trusted_alt_names", "List", "[]")),
        Instead("JupyterHub", "config_file", KnownNotSupportedYet, "Unicode", "\"jupyterhub_config.py\"", "--config FILE on the command line"),
        Instead("JupyterHub", "generate_config", KnownNotSupportedYet, "Bool", "false", "the verb generate-config"),
        Instead("JupyterHub", "extra_handlers", PythonOnly, "List", "[]", "a service (JupyterHub.services)"),
        Instead("JupyterHub", "extra_log_handlers", PythonOnly, "List", "[]", "HubLog.format and the output of the process"),
        Instead("JupyterHub", "data_files_path", KnownNotSupportedYet, "Unicode", "\"\"", "nothing: the pages' files lie inside the program"),
        Instead("JupyterHub", "jinja_environment_options", KnownNotSupportedYet, "Dict", "{}", "JupyterHub.template_vars"),
        Instead("JupyterHub", "template_paths", KnownNotSupportedYet, "List", "[]", "JupyterHub.template_vars and JupyterHub.logo_file"),
        Instead("JupyterHub", "user_redirect_hook", PythonOnly, "Any", "null", "JupyterHub.default_url"),
        Instead("Application", "logging_config", KnownNotSupportedYet, "Dict", "{}", "Application.log_format and JupyterHub.log_level"),
        Instead("Authenticator", "post_auth_hook", PythonOnly, "Any", "null", "Authenticator.post_auth_command or Authenticator.post_auth_url"),
        .. OfInternalSsl("Spawner",
            ("ssl_alt_names", "List", "[]"),
            ("ssl_alt_names_include_local", "Bool", "true")),
        Instead("Spawner", "auth_state_hook", PythonOnly, "Any", "null", "Spawner.auth_state_environment, HubHooks.auth_state_command or HubHooks.auth_state_url"),
        Instead("Spawner", "post_stop_hook", PythonOnly, "Any", "null", "HubHooks.post_stop_command or HubHooks.post_stop_url"),
        Instead("Spawner", "pre_spawn_hook", PythonOnly, "Any", "null", "HubHooks.pre_spawn_command, HubHooks.pre_spawn_url, Spawner.group_overrides or Spawner.apply_user_options"),
        Instead("Spawner", "progress_ready_hook", PythonOnly, "Any", "null", "HubHooks.ready_message and HubHooks.ready_url"),
        Instead("CryptKeeper", "n_threads", KnownNotSupportedYet, "Int", "2", "nothing: encryption needs no threads of its own here"),
        .. Untyped("NativeAuthenticator",
            "delete_firstuse_db_after_import", "firstuse_db_path", "import_from_firstuse", "recaptcha_key", "recaptcha_secret", "secret_key"),
        Instead("OAuthenticator", "modify_auth_state_hook", PythonOnly, "Any", "null", "Authenticator.post_auth_command"),
        Instead("OAuthenticator", "refresh_user_hook", PythonOnly, "Any", "null", "Authenticator.auth_refresh_age: the provider is asked again"),
        .. Untyped("DockerSpawner",
            "allowed_images", "certs_volume_name", "client_kwargs", "extra_create_kwargs", "extra_host_config", "format_volume_name",
            "host_ip", "image", "links", "mounts", "move_certs_image", "name_template", "network_name", "post_start_cmd", "prefix",
            "pull_policy", "read_only_volumes", "remove", "tls_config", "use_internal_hostname", "use_internal_ip", "volumes"),
        .. Untyped("SystemUserSpawner", "host_homedir_format_string", "image_homedir_format_string", "run_as_root", "user_id", "group_id"),
        .. Untyped("SwarmSpawner",
            "extra_container_spec", "extra_endpoint_spec", "extra_placement_spec", "extra_resources_spec", "extra_task_spec",
            "volume_driver", "volume_driver_options"),
        .. Untyped("KubeSpawner",
            "after_pod_created_hook", "allow_privilege_escalation", "automount_service_account_token", "common_labels", "component_label",
            "container_security_context", "delete_grace_period", "delete_pvc", "delete_stopped_pods", "dns_name_template",
            "enable_user_namespaces", "events_enabled", "extra_annotations", "extra_container_config", "extra_containers", "extra_labels",
            "extra_pod_config", "extra_resource_guarantees", "extra_resource_limits", "fs_gid", "get_pod_url", "gid",
            "handle_legacy_names", "image", "image_pull_policy", "image_pull_secrets", "init_containers", "k8s_api_host",
            "k8s_api_request_retry_timeout", "k8s_api_request_timeout", "k8s_api_ssl_ca_cert", "k8s_api_verify_ssl", "lifecycle_hooks",
            "modify_pod_hook", "namespace", "node_affinity_preferred", "node_affinity_required", "node_selector",
            "pod_affinity_preferred", "pod_affinity_required", "pod_anti_affinity_preferred", "pod_anti_affinity_required",
            "pod_connect_ip", "pod_name_template", "pod_security_context", "priority_class_name", "privileged", "profile_list",
            "pvc_name_template", "remember_pvc_name", "scheduler_name", "secret_mount_path", "secret_name_template", "service_account",
            "services_enabled", "slow_spawn_message_frequency", "slow_spawn_message_threshold", "slug_scheme", "storage_access_modes",
            "storage_capacity", "storage_class", "storage_extra_annotations", "storage_extra_labels", "storage_pvc_ensure",
            "storage_selector", "supplemental_gids", "tolerations", "uid", "user_namespace_annotations", "user_namespace_labels",
            "user_namespace_template", "volume_mounts", "volumes", "working_dir"),
    ];

    /// <summary>Keys of tornado_settings that mean something to tornado and nothing to the hub.</summary>
    public static IReadOnlyList<string> TornadoSettings { get; } =
    [
        "autoreload", "compress_response", "cookie_secret", "debug", "gzip", "log_function", "max_body_size", "max_buffer_size",
        "serve_traceback", "static_path", "static_url_prefix", "websocket_max_message_size", "websocket_ping_interval",
        "websocket_ping_timeout", "xsrf_cookie_kwargs", "xsrf_cookies",
    ];

    private static IEnumerable<(string, string, TraitStatus, string, string, string?)> OfInternalSsl(
        string className, params (string Name, string Type, string Default)[] traits) => traits.Select(
            trait => Instead(className, trait.Name, KnownNotSupportedYet, trait.Type, trait.Default, "JupyterHub.ssl_cert and ssl_key towards visitors; without internal_ssl there are no certificates between the parts of the hub"));

    // Classes that are not part of JupyterHub itself: their types come with their support.
    private static IEnumerable<(string, string, TraitStatus, string, string, string?)> Untyped(string className, params string[] names) =>
        names.Select(name => Instead(className, name, KnownNotSupportedYet, "Any", "null", InsteadOf(className, name)));

    private static string InsteadOf(string className, string name) => className switch
    {
        "NativeAuthenticator" when name.Contains("firstuse", StringComparison.Ordinal) =>
            "accounts that are made over REST, each with a link to set its password (POST /native/accounts/NAME/password-link)",
        "NativeAuthenticator" when name.StartsWith("recaptcha", StringComparison.Ordinal) =>
            "the limits that sign-ups have anyway, and an administrator who authorises them",
        "NativeAuthenticator" => "nothing: the links in mails are random, and the hub knows their hashes",
        _ => "JupyterHub.spawner_class = simple or localprocess: servers in containers are not there yet",
    };

    private static (string, string, TraitStatus, string, string, string?) Instead(
        string className, string name, TraitStatus status, string type, string defaultValue, string instead) =>
        (className, name, status, type, defaultValue, instead);
}
