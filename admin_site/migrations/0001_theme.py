from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

INK = "#112E51"
BLUE = "#205493"
WHITE = "#FFFFFF"

# Every pair of text and background passes 4.5:1; the theme's own greens do not.
THEME = {
    "active": True,
    "title": "Constat",
    "title_color": WHITE,
    "logo_visible": False,
    "env_visible_in_header": False,
    "env_visible_in_favicon": False,
    "css_header_background_color": INK,
    "css_header_text_color": WHITE,
    "css_header_link_color": WHITE,
    "css_header_link_hover_color": "#C3D0E0",
    "css_module_background_color": BLUE,
    "css_module_background_selected_color": "#E8EFF8",
    "css_module_text_color": WHITE,
    "css_module_link_color": WHITE,
    "css_module_link_selected_color": WHITE,
    "css_module_link_hover_color": "#C3D0E0",
    "css_generic_link_color": BLUE,
    "css_generic_link_hover_color": INK,
    "css_generic_link_active_color": INK,
    "css_save_button_background_color": BLUE,
    "css_save_button_background_hover_color": INK,
    "css_save_button_text_color": WHITE,
    "css_delete_button_background_color": "#97231A",
    "css_delete_button_background_hover_color": "#75091D",
    "css_delete_button_text_color": WHITE,
    "related_modal_background_color": INK,
    # Tabs are switched by inline scripts, which our content security policy stops.
    "show_fieldsets_as_tabs": False,
    "show_inlines_as_tabs": False,
    # Filters are links: a drop-down list needs its script, and has no name.
    "list_filter_dropdown": False,
}


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    themes = apps.get_model("admin_interface", "Theme")._default_manager
    themes.exclude(name="Constat").update(active=False)
    themes.update_or_create(name="Constat", defaults=THEME)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("admin_interface", "Theme")._default_manager.filter(name="Constat").delete()


class Migration(migrations.Migration):
    dependencies = [("admin_interface", "0032_alter_theme_defaults")]

    operations = [migrations.RunPython(install, remove)]
