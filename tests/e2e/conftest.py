"""Which of the tests in a real browser run every time; the others are marked slow."""

import pytest

#: One way through each of the main parts of the product. `make slow` runs the rest.
_EVERY_TIME = frozenset(
    {
        "test_a_box_is_selected_inspected_and_pulled_to_where_the_hand_goes",
        "test_a_dropped_trajectory_is_scrubbed_compared_plotted_and_left",
        "test_a_dropped_zip_is_shown_with_its_mesh",
        "test_a_foreign_page_in_a_browser_that_is_logged_in_reads_steers_and_swaps_nothing",
        "test_a_gamepad_moves_the_camera_while_its_dead_man_is_held_and_no_longer",
        "test_a_killed_worker_comes_back_while_three_people_watch",
        "test_a_player_of_somebody_else_shows_the_picture_on_a_page_that_is_allowed",
        "test_a_stranger_comes_in_by_the_pasted_link_and_a_wrong_token_is_told",
        "test_a_tile_is_added_in_the_page_and_seen_by_another_person",
        "test_dragging_a_slider_moves_the_joint_before_the_eyes_of_the_viewer",
        "test_dragging_the_camera_changes_the_decoded_pixels",
        "test_plain_http_from_another_machine_shows_the_picture_by_mse_and_takes_input",
        "test_the_page_keeps_its_own_security_policy",
        "test_the_past_comes_back_and_goes_on_from_there",
        "test_two_browsers_share_one_encoder_and_see_the_scene_swap_together",
        "test_what_is_seen_is_recorded_over_pause_and_another_scene_and_can_be_searched",
        "test_words_become_the_scene_that_all_see_and_are_undone_and_redone",
        "test_with_udp_blocked_webrtc_gives_up_and_the_picture_comes_over_tcp",
        "test_without_webrtc_the_diagnostics_say_that_the_server_has_switched_it_off",
        "test_xml_is_edited_applied_and_a_mistake_shows_at_its_line",
    }
)

#: Of these one way is enough.
_NOT_EVERY_TIME = frozenset(
    {
        "test_a_box_is_selected_inspected_and_pulled_to_where_the_hand_goes[websocket]",
        "test_a_foreign_page_in_a_browser_that_is_logged_in_reads_steers_and_swaps_nothing"
        "[127.0.0.1]",
        # Pictures by a socket are seen where UDP is blocked, and by plain HTTP.
        "test_dragging_the_camera_changes_the_decoded_pixels[websocket]",
    }
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is not in the list; a hook of this folder is asked about all tests."""
    for item in items:
        name = getattr(item, "originalname", item.name)
        every_time = name in _EVERY_TIME and item.name not in _NOT_EVERY_TIME
        if item.path.parent.name == "e2e" and not every_time:
            item.add_marker(pytest.mark.slow)
